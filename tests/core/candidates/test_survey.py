"""Surveys: the costs are those of sketches, what cannot be built is counted."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.candidates.survey import landmarks, survey
from core.datasets.catalogue import info
from core.models import sketch
from core.presets import preset_spaces
from core.spaces import sample
from core.specs import Space

# Built in: no home folder is looked into.
DIGITS = info("digits", Path("nowhere"))


def test_costs_are_those_of_the_sampled_networks() -> None:
    space = preset_spaces()["convnet_small"]
    found = survey(space, DIGITS, number=5, seed=3)
    rng = np.random.default_rng(3)
    drawn = [
        sketch(
            "convnet", sample(space, rng), input_shape=(8, 8, 1), classes=10, options=space.options
        )
        for _ in range(5)
    ]
    assert found.parameters == tuple(one.parameters for one in drawn)
    assert found.macs == tuple(one.macs for one in drawn)
    assert (found.refused, found.reason) == (0, "")


def test_what_cannot_be_built_is_counted_with_a_reason() -> None:
    space = Space(
        name="dead",
        family="nasbench201",
        choices={f"edge_{a}_{b}": ["none"] for a in (1, 2, 3) for b in range(a)},
    )
    found = survey(space, DIGITS, number=7)
    assert (found.parameters, found.refused) == ((), 7)
    assert "no path" in found.reason


def test_landmarks_have_their_published_costs() -> None:
    found = {landmark.name: landmark for landmark in landmarks()}
    assert found["efficientnet_b0"].parameters == 5_330_571
    assert found["mobilenet_v2"].parameters == 3_538_984
    assert [one.parameters for one in landmarks()] == sorted(one.parameters for one in landmarks())
