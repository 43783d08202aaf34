"""The small form that trains one network: what it offers can be trained."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import api
from pages.parts.prune.train import DETECTORS, NETWORKS


@pytest.mark.parametrize("family", NETWORKS | DETECTORS)
def test_every_network_that_is_offered_can_be_trained(home: Path, family: str) -> None:
    dataset = "fashion_scenes" if family in DETECTORS else "digits"
    assert api.single_network(family, dataset, width=0.25).space.family == family
