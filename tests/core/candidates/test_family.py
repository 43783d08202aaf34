"""Candidates of a family: built from nothing, for the data that they are for."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.candidates.catalogue import kind_of
from core.candidates.computation import ExtraWork
from core.datasets import info
from core.errors import UnknownNameError
from core.models import sketch
from core.presets import preset_spaces
from core.spaces import count_architectures, nth
from core.specs import Space
from tests.prunings import seed_parent

CHOICES = {"blocks": 1, "width_1": 8, "separable_1": False}
STRANGE = Space(name="s", family="of-tomorrow", choices=())


def test_candidate_is_sketched_for_the_data(space: Space, home: Path) -> None:
    drawn = kind_of(space).sketch(CHOICES, info("digits", home))
    whole = sketch("convnet", CHOICES, input_shape=(8, 8, 1), classes=10, options={})
    assert drawn == whole and drawn.parameters > 0


def test_candidate_has_no_parent_and_no_split_of_its_own(space: Space, home: Path) -> None:
    seed_parent(home)
    kind = kind_of(space, home)
    kind.bring_split(home / "split.npz")
    assert (kind.parent_name, kind.parent(), kind.parent_facts()) == ("", None, None)
    assert not (home / "split.npz").exists()


def test_candidate_takes_the_epochs_of_its_estimator_and_nothing_else(space: Space) -> None:
    kind = kind_of(space)
    assert (kind.epochs(CHOICES, 8), kind.uneven_epochs(8)) == (8, "")
    assert kind.extra_work([CHOICES], 1000) == ExtraWork()
    assert kind.cheapest_choices(CHOICES) == CHOICES


def test_few_candidates_cost_more_than_the_dearest_of_a_sample(home: Path) -> None:
    preset, facts = preset_spaces()["convnet_small"], info("digits", home)
    kind = kind_of(preset)
    dear = kind.high_costs(facts, 0)
    assert len(dear) == 200 and dear == kind.high_costs(facts, 0) != kind.high_costs(facts, 1)
    drawn = [
        kind.sketch(nth(preset, n), facts).parameters
        for n in range(0, count_architectures(preset), 97)
    ]
    most = max(cost["parameters"] for cost in dear)
    assert sum(parameters > most for parameters in drawn) < 0.02 * len(drawn)


def test_a_family_that_nobody_knows_is_a_problem_and_has_no_words() -> None:
    kind = kind_of(STRANGE)
    assert [problem.field for problem in kind.space_problems()] == ["space.family"]
    assert (kind.describe({"a": 1}), kind.as_meant()) == ("", STRANGE)
    with pytest.raises(UnknownNameError, match="of-tomorrow"):
        _ = kind.task
