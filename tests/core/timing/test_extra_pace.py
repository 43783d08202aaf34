"""What candidates take beside their trainings: each part of it is in the estimate."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core import api
from core.candidates.computation import Computation, ExtraWork
from core.models.sketch.base import Sketch, SketchLayer
from core.parents import repository
from core.timing.extra_pace import A_LAYER, ExtraPace, pace_of
from core.timing.training_pace import LATENCY, Rule
from tests.prunings import seed_parent

RULE = Rule(overhead=1.0, layer=0.0, step=0.0, picture=0.0, values=1e9, macs=1e9)
# A forward pass takes 3 seconds.
PARENT = Computation(macs=2e9, values=1e9, layers=7.0)


def test_nothing_extra_takes_no_time() -> None:
    assert pace_of(ExtraWork(), RULE) == ExtraPace(0.0, 0.0, 0.0)


def test_passes_and_layers_take_their_time_where_they_belong() -> None:
    extra = ExtraWork(PARENT, layers=10, passes=4, epoch_passes=2, run_passes=5)
    assert pace_of(extra, RULE) == ExtraPace(
        candidate=pytest.approx(12 + 10 * A_LAYER), run=15.0, epoch=6.0
    )


def _layered(home: Path, number: int) -> None:
    """Give the parent a drawing of so many layers."""
    layer = SketchLayer("conv", "Conv2D", "", (8, 8, 1), 9, 0, ("image",))
    layers = (replace(layer, name=f"conv{place}") for place in range(number))
    known = repository.parent("net", home)
    drawn = Sketch((*known.sketch.layers, *layers))
    repository.rewrite(known.model_copy(update={"sketch": drawn}), home)


def test_measuring_latency_is_in_the_estimate(home: Path) -> None:
    seed_parent(home)
    _layered(home, 9)
    timed, untimed = (
        api.check(
            api.pruning_start("net")
            | {"budget": {"trials": 16}}
            | {"estimator": {"name": "pruning", "params": {"latency": latency}}}
        )
        for latency in (True, False)
    )
    more = api.estimate(timed).seconds - api.estimate(untimed).seconds
    assert more == pytest.approx(16 * 9 * LATENCY)


def test_rebuilding_layers_is_in_the_estimate(home: Path) -> None:
    seed_parent(home)
    spec = api.check(api.pruning_start("net") | {"budget": {"trials": 16}})
    without = api.estimate(spec).seconds
    _layered(home, 9)
    assert api.estimate(spec).seconds > without + 16 * 9 * A_LAYER
