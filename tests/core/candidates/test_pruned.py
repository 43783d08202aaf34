"""Candidates of a parent: what is left of it, how long that learns, what pruning takes beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.candidates.catalogue import kind_of
from core.candidates.computation import Computation, ExtraWork
from core.candidates.pruned import SAMPLES, PrunedKind
from core.datasets import info
from core.errors import EvaluationError
from core.models.sketch.base import Sketch, SketchLayer
from core.parents import repository
from tests.prunings import METRICS, SPACE, seed_detector_parent, seed_parent

PLAIN = {"criterion": "l2", "scope": "global", "ratio": 0.5, "distillation": False}
SAMPLE_PASSES = 3 * SAMPLES


def test_candidate_is_a_cut_sketch(home: Path) -> None:
    known = seed_parent(home)
    kind = kind_of(SPACE, home)
    assert kind.parent() == repository.parent("net", home)
    whole = kind.sketch({"ratio": 0.0}, info("digits", home))
    assert [layer.name for layer in whole.layers] == [layer.name for layer in known.sketch.layers]


def test_parent_that_is_gone_is_the_candidates_failure(home: Path) -> None:
    with pytest.raises(EvaluationError, match="Unknown parent 'net'"):
        kind_of(SPACE, home).parent()


def test_without_a_home_folder_there_is_no_parent(home: Path) -> None:
    seed_parent(home)
    with pytest.raises(ValueError, match="home must be given to find 'net' in"):
        kind_of(SPACE).parent()


def test_what_a_parent_that_is_gone_answered_nobody_knows(home: Path) -> None:
    seed_parent(home)
    kind = kind_of(SPACE, home)
    assert kind.task == "classification"
    repository.remove("net", home)
    assert kind.task is None and kind.parent_facts() is None


def test_viewers_are_reported_what_goes_where_no_choice_says_so(home: Path) -> None:
    seed_parent(home)
    fixed = SPACE.model_copy(update={"options": {"parent": "net", "granularity": "2:4"}})
    assert kind_of(SPACE, home).parent_facts() == {
        "title": "Digits, trial 3",
        "metrics": METRICS,
        "done": "pruned",
        "granularity": "channels",
    }
    assert (kind_of(fixed, home).parent_facts() or {})["granularity"] == "2:4"


def test_choices_go_before_what_the_space_fixes() -> None:
    fixed = SPACE.model_copy(update={"options": {"parent": "net", "ratio": 0.2, "cap": 0.5}})
    settings = PrunedKind(fixed).settings({"ratio": 0.7, "ratio_3": 0.1})
    assert (settings.ratio, settings.cap, settings.criterion) == (0.7, 0.5, "l2")


def test_values_out_of_their_bounds_are_refused() -> None:
    with pytest.raises(EvaluationError, match="ratio"):
        kind_of(SPACE).settings({"ratio": 1.5})


@pytest.mark.parametrize(
    ("choices", "epochs"),
    [
        ({}, 4),
        ({"epochs": 2}, 2),
        ({"schedule": "linear", "rounds": 3}, 4),
        ({"schedule": "lottery", "rounds": 3}, 12),
    ],
)
def test_a_lottery_ticket_is_trained_in_every_round(choices: dict[str, Any], epochs: int) -> None:
    assert kind_of(SPACE).epochs(choices, 4) == epochs


def extra(home: Path, **changes: Any) -> ExtraWork:
    return kind_of(SPACE, home).extra_work([PLAIN | changes], 1000)


def test_a_parent_that_is_gone_adds_nothing(home: Path) -> None:
    assert extra(home) == ExtraWork()


def test_samples_for_criteria_are_counted_for_each_candidate(home: Path) -> None:
    seed_parent(home)
    # The drawing of the parent has no layers that give out anything.
    assert extra(home) == ExtraWork(Computation(METRICS["macs"], 0.0, 0.0), 0.0, SAMPLE_PASSES)


def test_every_round_prunes_again_the_longer_the_more_layers_there_are(home: Path) -> None:
    seed_parent(home)
    layer = SketchLayer("conv", "Conv2D", "", (8, 8, 1), 9, 0, ("image",))
    known = repository.parent("net", home)
    drawn = Sketch((*known.sketch.layers, layer, replace(layer, name="more")))
    repository.rewrite(known.model_copy(update={"sketch": drawn}), home)
    once, thrice = extra(home), extra(home, schedule="linear", rounds=3)
    assert once.parent == Computation(METRICS["macs"], 128.0, 2.0)
    assert (once.layers, once.passes) == (2, SAMPLE_PASSES)
    assert (thrice.layers, thrice.passes) == (6, 3 * SAMPLE_PASSES)


def test_a_teacher_answers_once_a_run(home: Path) -> None:
    seed_parent(home)
    assert (extra(home, distillation=True).run_passes, extra(home).run_passes) == (1000, 0)


def test_a_detector_that_teaches_answers_at_every_step(home: Path) -> None:
    seed_detector_parent(home)
    kind = kind_of(SPACE.model_copy(update={"options": {"parent": "finder"}}), home)
    found = kind.extra_work([PLAIN, PLAIN | {"distillation": True}], 1000)
    assert (found.run_passes, found.epoch_passes) == (0, 500)


@pytest.mark.parametrize(
    ("changes", "share"),
    [
        ({}, 0.1),
        ({"schedule": "linear", "rounds": 3}, 0.4),
        ({"schedule": "linear", "rounds": 1}, 0.1),
    ],
)
def test_what_early_rounds_leave_is_trained_too(
    home: Path, changes: Mapping[str, Any], share: float
) -> None:
    seed_parent(home)
    whole = METRICS["macs"]
    found = kind_of(SPACE, home).in_training(PLAIN | changes, Computation(0.1 * whole, 0.0, 1.0))
    assert found.macs == pytest.approx(share * whole)


@pytest.mark.parametrize("macs", [0.0, METRICS["macs"], 2 * METRICS["macs"]])
def test_macs_that_nothing_was_taken_from_stay(home: Path, macs: float) -> None:
    seed_parent(home)
    linear, work = PLAIN | {"schedule": "linear", "rounds": 3}, Computation(macs, 10.0, 1.0)
    assert kind_of(SPACE, home).in_training(linear, work) == work
