"""A network beside another, and its ancestors."""

from __future__ import annotations

import pytest

from core import api
from core.comparison.kinship import MOST_ANCESTORS, MOST_GENERATIONS, ChoiceDifference, ancestors
from core.errors import NotFoundError
from core.specs import Trial
from core.store import Store
from tests.conftest import make_trial
from tests.seeds import seed_run, seed_split


def family(parents: dict[int, tuple[int, ...]]) -> dict[int, Trial]:
    """Trials by number with these parents."""
    return {
        number: make_trial(number).model_copy(update={"parents": of})
        for number, of in parents.items()
    }


def find_in(trials: dict[int, Trial], number: int) -> Trial:
    if number not in trials:
        raise NotFoundError(f"No trial {number}.")
    return trials[number]


def test_the_choices_that_differ_and_what_they_cost(store: Store) -> None:
    figures = [(0, 0.96, 400.0), (1, 0.97, 100.0)]
    run_id = seed_run(store, [make_trial(*figure) for figure in figures])
    seed_split(store, run_id)
    found = api.difference(run_id, 0, 1)
    assert found.choices == (ChoiceDifference("width_1", 0, 1),)
    assert found.costs == {"parameters": (400.0, 100.0)}
    assert found.gain == pytest.approx(-0.01) and found.error == pytest.approx(0.0159, abs=1e-4)
    assert not found.shows and api.difference(run_id, 1, 0).gain == pytest.approx(0.01)


def test_without_known_pictures_a_difference_stands_as_it_is(store: Store) -> None:
    run_id = seed_run(store, [make_trial(0, 0.96), make_trial(1, 0.961)])
    found = api.difference(run_id, 0, 1)
    assert found.error is None and found.shows


def test_a_lower_loss_is_a_gain(store: Store) -> None:
    trials = [
        make_trial(at).model_copy(update={"metrics": {"val_loss": loss}})
        for at, loss in ((0, 0.2), (1, 0.5))
    ]
    found = api.difference(seed_run(store, trials), 0, 1)
    assert found.gain == pytest.approx(0.3) and found.costs == {}


def test_ancestors_come_nearest_first_and_once() -> None:
    trials = family({0: (), 1: (), 2: (0, 1), 3: (2, 0), 4: (3, 99)})
    found = ancestors(trials[4], lambda number: find_in(trials, number))
    relatives = [(each.trial.number, each.generations, each.child) for each in found]
    assert relatives == [(3, 1, 4), (2, 2, 3), (0, 2, 3), (1, 3, 2)]
    assert found[0].changes == (ChoiceDifference("width_1", 4, 3),)


def test_a_long_line_is_cut_and_a_loop_ends() -> None:
    line = family({number: (number - 1, number) for number in range(60)})
    found = ancestors(line[59], lambda number: find_in(line, number))
    assert len(found) == min(MOST_ANCESTORS, MOST_GENERATIONS)


def test_ancestors_of_a_stored_trial(store: Store) -> None:
    run_id = seed_run(store, list(family({0: (), 1: (0,)}).values()))
    assert [each.trial.number for each in api.ancestors(run_id, 1)] == [0]
    assert api.ancestors(run_id, 0) == ()
