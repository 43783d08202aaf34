"""What pruning takes beside training: each part of it is in the estimate."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from core import api
from core.pruning_pace import A_ROUND, ONCE, PruningPace, macs_in_training, pruning_pace
from tests.prunings import METRICS, SPACE, seed_detector_parent, seed_parent

PLAIN = {"criterion": "l2", "scope": "global", "ratio": 0.5, "distillation": False}
SPEED = 1e9
LOOKING = 3 * 256 * METRICS["macs"] / SPEED


@pytest.fixture(autouse=True)
def parent(home: Path) -> None:
    seed_parent(home)


def pace(**changes: Any) -> PruningPace:
    return pruning_pace(SPACE, [PLAIN | changes], 1000, SPEED)


def test_reading_checking_and_looking_are_counted_for_each_candidate() -> None:
    assert pace() == PruningPace(pytest.approx(ONCE + LOOKING))


def test_every_round_prunes_again() -> None:
    found = pace(schedule="linear", rounds=3)
    assert found.candidate == pytest.approx(ONCE + 2 * A_ROUND + 3 * LOOKING)


def test_a_teacher_answers_once_a_run(home: Path) -> None:
    assert pace(distillation=True).run == pytest.approx(1000 * METRICS["macs"] / SPEED)


def test_a_detector_that_teaches_answers_at_every_step(home: Path) -> None:
    seed_detector_parent(home)
    space = SPACE.model_copy(update={"options": {"parent": "finder"}})
    found = pruning_pace(space, [PLAIN, PLAIN | {"distillation": True}], 1000, SPEED)
    assert found.run == 0 and found.step == pytest.approx(500 * METRICS["macs"] / SPEED)


def test_a_parent_that_is_gone_adds_nothing() -> None:
    gone = SPACE.model_copy(update={"options": {"parent": "gone"}})
    assert pruning_pace(gone, [PLAIN], 1000, SPEED) == PruningPace()


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
    found = macs_in_training(SPACE, PLAIN | changes, 0.1 * whole)
    assert found == pytest.approx(share * whole)


@pytest.mark.parametrize("macs", [0.0, METRICS["macs"], 2 * METRICS["macs"]])
def test_macs_that_nothing_was_taken_from_stay(macs: float) -> None:
    linear = PLAIN | {"schedule": "linear", "rounds": 3}
    assert macs_in_training(SPACE, linear, macs) == macs


def test_prunings_are_estimated_longer_than_trainings_of_as_many_networks() -> None:
    spec = api.check(api.pruning_start("net") | {"budget": {"trials": 16}})
    assert api.estimate(spec).seconds > 16 * (0.8 + ONCE)
