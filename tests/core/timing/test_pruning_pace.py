"""What pruning takes beside training: each part of it is in the estimate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core import api
from core.models.sketch.base import Sketch, SketchLayer
from core.parents import repository
from core.timing.pruning_pace import A_ROUND, PruningPace, pruning_pace, while_training
from core.timing.training_pace import LATENCY, Computation, Rule
from tests.prunings import METRICS, SPACE, seed_detector_parent, seed_parent

PLAIN = {"criterion": "l2", "scope": "global", "ratio": 0.5, "distillation": False}
RULE = Rule(overhead=1.0, layer=0.0, step=0.0, picture=0.0, values=1e9, macs=1e9)
# The drawing of the parent has no layers that give out anything.
FORWARD = METRICS["macs"] / RULE.macs
LOOKING = 3 * 256 * FORWARD


@pytest.fixture(autouse=True)
def parent(home: Path) -> None:
    seed_parent(home)


def pace(**changes: Any) -> PruningPace:
    return pruning_pace(SPACE, [PLAIN | changes], 1000, RULE)


def test_looking_at_pictures_is_counted_for_each_candidate() -> None:
    assert pace() == PruningPace(pytest.approx(LOOKING))


def test_every_round_prunes_again_the_longer_the_more_layers_there_are(home: Path) -> None:
    layer = SketchLayer("conv", "Conv2D", "", (8, 8, 1), 9, 0, ("image",))
    known = repository.parent("net", home)
    drawn = Sketch((*known.sketch.layers, layer, replace(layer, name="more")))
    repository.rewrite(known.model_copy(update={"sketch": drawn}), home)
    once = 3 * 256 * (FORWARD + 128 / RULE.values) + 2 * A_ROUND
    assert pace().candidate == pytest.approx(once)
    assert pace(schedule="linear", rounds=3).candidate == pytest.approx(3 * once)


def test_a_teacher_answers_once_a_run(home: Path) -> None:
    assert pace(distillation=True).run == pytest.approx(1000 * FORWARD)


def test_a_detector_that_teaches_answers_at_every_step(home: Path) -> None:
    seed_detector_parent(home)
    space = SPACE.model_copy(update={"options": {"parent": "finder"}})
    found = pruning_pace(space, [PLAIN, PLAIN | {"distillation": True}], 1000, RULE)
    assert found.run == 0 and found.epoch == pytest.approx(500 * FORWARD)


def test_a_parent_that_is_gone_adds_nothing() -> None:
    gone = SPACE.model_copy(update={"options": {"parent": "gone"}})
    assert pruning_pace(gone, [PLAIN], 1000, RULE) == PruningPace()


@pytest.mark.parametrize(
    ("changes", "share"),
    [
        ({}, 0.1),
        ({"schedule": "linear", "rounds": 3}, 0.4),
        ({"schedule": "linear", "rounds": 1}, 0.1),
    ],
)
def test_what_early_rounds_leave_is_trained_too(changes: Mapping[str, Any], share: float) -> None:
    whole = METRICS["macs"]
    found = while_training(SPACE, PLAIN | changes, Computation(0.1 * whole, 0.0, 1.0))
    assert found.macs == pytest.approx(share * whole)


@pytest.mark.parametrize("macs", [0.0, METRICS["macs"], 2 * METRICS["macs"]])
def test_macs_that_nothing_was_taken_from_stay(macs: float) -> None:
    linear, work = PLAIN | {"schedule": "linear", "rounds": 3}, Computation(macs, 10.0, 1.0)
    assert while_training(SPACE, linear, work) == work


def test_measuring_latency_is_in_the_estimate(home: Path) -> None:
    layers = tuple(
        SketchLayer(f"conv{place}", "Conv2D", "", (8, 8, 1), 9, 0, ("image",)) for place in range(9)
    )
    known = repository.parent("net", home)
    drawn = Sketch((*known.sketch.layers, *layers))
    repository.rewrite(known.model_copy(update={"sketch": drawn}), home)
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
