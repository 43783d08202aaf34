"""Costs before training, and the words for the limit they break."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import api
from core.candidates.limits import broken_limit, costs
from core.datasets import info
from core.models import sketch
from core.specs import Limits


def test_costs_are_those_of_the_sketch(home: Path) -> None:
    spec = api.presets()["quick"]
    choices = api.sample(spec.space, seed=1)
    cost = costs(spec, info("digits", home), choices)
    drawn = sketch("convnet", choices, input_shape=(8, 8, 1), classes=10, options={})
    assert cost["parameters"] == drawn.parameters and cost["macs"] == drawn.macs


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(), ""),
        (Limits(parameters=500, macs=500), ""),
        (Limits(parameters=499), "parameters must be at most 499; this one has 500."),
        (Limits(macs=1, parameters=500), "macs must be at most 1; this one has 2."),
    ],
)
def test_the_first_broken_limit_is_named(limits: Limits, words: str) -> None:
    assert broken_limit({"parameters": 500.0, "macs": 2.0}, limits) == words
