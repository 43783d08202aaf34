"""The small form that trains one network: what it offers can be trained."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import api
from pages.parts.prune.sources import name_of

FAMILIES = api.small_families()


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_every_network_that_is_offered_can_be_trained(home: Path, family: api.SmallFamily) -> None:
    dataset = "fashion_scenes" if family.task == "detection" else "digits"
    spec = api.single_network(family.name, dataset, width=0.25)
    assert spec.space.family == family.name


def test_a_detector_says_that_it_finds_objects() -> None:
    said = {family.name: name_of(family) for family in FAMILIES}
    assert said["mobilenet"] == "MobileNet"
    assert said["tiny_yolo"] == "Tiny YOLO, finds objects"
