"""Repeats and comparisons."""

from __future__ import annotations

import pytest

from core import api
from core.errors import StateError
from core.store import Store
from tests.conftest import make_trial
from tests.seeds import add_trials


def test_a_repeat_is_the_same_search_under_other_seeds_for_whoever_asks(run_id: str) -> None:
    made = [api.run(new) for new in api.repeat(run_id, 2, "grace")]
    seed = api.run(run_id).spec.seed
    assert [run.spec.seed for run in made] == [seed + 1, seed + 2]
    assert {run.owner for run in made} == {"grace"}
    assert made[0].spec.budget == api.run(run_id).spec.budget


@pytest.mark.parametrize("seeds", [1, 21])
def test_too_few_or_many_repeats_are_refused(run_id: str, seeds: int) -> None:
    with pytest.raises(StateError, match=f"from 2 to 20; got {seeds}"):
        api.repeat(run_id, seeds)
    assert len(api.runs()) == 1


def test_a_comparison_takes_each_metric_in_its_own_direction(run_id: str) -> None:
    (group,) = api.comparison([run_id], "parameters", "val_accuracy").groups
    assert group.middle.values.tolist() == [[0.8, 100.0], [0.9, 900.0]]


def test_a_comparison_of_finished_runs_is_kept_until_one_changes(store: Store, run_id: str) -> None:
    store.runs.change(run_id, status="finished", ended=1.0)
    first = api.comparison([run_id], "parameters", "val_accuracy")
    assert api.comparison([run_id], "parameters", "val_accuracy") is first
    api.rename(run_id, "another name")
    (group,) = api.comparison([run_id], "parameters", "val_accuracy").groups
    assert group.name == "another name"


def test_a_comparison_of_a_run_under_way_shows_its_latest_trial(store: Store, run_id: str) -> None:
    api.comparison([run_id], "parameters", "val_accuracy")
    add_trials(store, run_id, [make_trial(3, 1.0, 50.0)])
    (group,) = api.comparison([run_id], "parameters", "val_accuracy").groups
    assert group.middle.values.tolist() == [[1.0, 50.0]]
