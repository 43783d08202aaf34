"""Searches that train briefly first: the loop promotes, counts, keeps and resumes rightly."""

from __future__ import annotations

from typing import Any

import pytest

from core import api
from core.specs import Trial
from core.store import Store
from core.strategies import STRATEGIES
from tests.core.jobs import toy
from tests.core.jobs.conftest import Launch, told, turn

PARAMS = {"min_epochs": 1, "reduction": 3, "candidates": 9}
RUNGS = ("asha", "halving", "hyperband")


@pytest.fixture
def launch(launch: Launch) -> Launch:
    def launched(strategy: str = "asha", **changes: Any) -> str:
        known = STRATEGIES.entry(strategy).params.model_fields
        params = {name: value for name, value in PARAMS.items() if name in known}
        rungs = {
            "strategy": {"name": strategy, "params": params},
            "estimator": {"name": "toy", "params": {"epochs": 9}},
            "budget": {"trials": 12},
        }
        return launch(**rungs | changes)

    return launched


def untested(store: Store, run_id: str) -> list[Trial]:
    return [
        trial.model_copy(
            update={"metrics": {k: v for k, v in trial.metrics.items() if "test_" not in k}}
        )
        for trial in told(store, run_id)
    ]


def weights(store: Store, run_id: str) -> set[int]:
    trials = store.files.run(run_id) / "trials"
    return {int(file.parent.name) for file in trials.glob("*/*") if file.suffix != ".json"}


def forget(store: Store, run_id: str, first: int) -> None:
    """Take the run back to when its trials from ``first`` on were not told yet."""
    boxed = any(trial.status == "complete" for trial in store.trials.of(run_id)[:first])
    with store.database.write() as connection:
        for statement in (
            f"DELETE FROM trials WHERE run_id='{run_id}' AND number >= {first}",
            f"UPDATE runs SET status='queued' WHERE id='{run_id}'",
            f"UPDATE runs SET box=NULL WHERE id='{run_id}' AND NOT {boxed}",
        ):
            connection.exec_driver_sql(statement)


def added(trials: list[Trial]) -> int:
    """Epochs trained: a trial that continues another adds what that one had not."""
    before = (0 if t.continues is None else trials[t.continues].epochs for t in trials)
    return sum(trial.epochs for trial in trials) - sum(before)


@pytest.mark.parametrize("strategy", RUNGS)
def test_candidates_are_counted_once_and_the_best_are_trained_fully(
    store: Store, launch: Launch, strategy: str
) -> None:
    run = turn(store, launch(strategy=strategy))
    trials = store.trials.of(run.id)
    assert (run.status, run.reason, run.counts.trained) == ("finished", "", 12)
    assert len(trials) > 12 == len({trial.key for trial in trials})
    front = api.front(run.id)
    assert front and {trial.epochs for trial in front} == {9}
    assert all("test_accuracy" in trial.metrics for trial in front)


@pytest.mark.parametrize("strategy", RUNGS)
def test_what_is_trained_on_starts_where_it_stopped(
    store: Store, launch: Launch, strategy: str
) -> None:
    run = turn(store, launch(strategy=strategy))
    trials = store.trials.of(run.id)
    assert any(trial.continues is not None for trial in trials)
    for trial, (done, until) in zip(trials, toy.Toy.trained, strict=True):
        before = 0 if trial.continues is None else trials[trial.continues].epochs
        assert (done, until) == (before, trial.epochs)


@pytest.mark.parametrize("strategy", RUNGS)
@pytest.mark.parametrize("first", [1, 7, 11, 13])
def test_a_killed_run_goes_on_as_if_it_had_not_been(
    store: Store, launch: Launch, strategy: str, first: int
) -> None:
    run_id = launch(strategy=strategy)
    turn(store, run_id)
    whole = untested(store, run_id)
    forget(store, run_id, first)
    turn(store, run_id, token="second")
    assert untested(store, run_id) == whole


def test_weights_that_are_gone_are_trained_anew(store: Store, launch: Launch) -> None:
    run_id = launch()
    turn(store, run_id)
    whole = untested(store, run_id)
    first = next(trial for trial in whole if trial.continues is not None)
    forget(store, run_id, first.number)
    store.files.keep_models(run_id, set())
    toy.Toy.trained.clear()
    turn(store, run_id, token="second")
    assert untested(store, run_id) == whole and toy.Toy.trained[0] == (0, first.epochs)


def test_epochs_end_a_run_and_are_counted_as_they_are_trained(store: Store, launch: Launch) -> None:
    run = turn(store, launch(budget={"trials": 18, "epochs": 20}))
    trials = store.trials.of(run.id)
    assert (run.status, run.reason) == ("finished", "The 20 epochs are over.")
    assert added(trials[:-1]) < 20 <= added(trials)
    assert added(trials) == sum(until - done for done, until in toy.Toy.trained)


def test_only_weights_of_the_front_and_of_what_may_go_on_are_kept(
    store: Store, launch: Launch
) -> None:
    run = turn(store, launch())
    trials = store.trials.of(run.id)
    continued = {trial.continues for trial in trials}
    open_ends = {t.number for t in trials if t.status == "stopped_early"} - continued
    assert weights(store, run.id) == {trial.number for trial in api.front(run.id)} | open_ends


@pytest.mark.parametrize("strategy", RUNGS)
def test_failures_do_not_keep_others_from_going_on(
    store: Store, launch: Launch, strategy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toy.Toy, "fails", frozenset({8, 20}))
    run = turn(store, launch(strategy=strategy, budget={"trials": 18}))
    assert run.status == "finished" and run.counts.failed and run.counts.complete
    failed = [trial for trial in store.trials.of(run.id) if trial.status == "failed"]
    assert all(trial.epochs in (1, 3, 9) for trial in failed)


def test_an_exhausted_space_is_trained_on_before_the_run_ends(store: Store, launch: Launch) -> None:
    run = turn(store, launch(strategy="halving", budget={"trials": 500}))
    assert run.counts.trained == 18 and run.counts.complete > 0
    assert run.reason == "All 18 combinations of the space were tried."


def test_a_run_of_other_strategies_ignores_rungs(store: Store, launch: Launch) -> None:
    run = turn(store, launch(strategy="random"))
    assert run.counts.complete == 12 and set(toy.Toy.trained) == {(0, 9)}
    assert {trial.continues for trial in store.trials.of(run.id)} == {None}


@pytest.mark.slow
def test_real_trainings_are_cut_short_and_continued(store: Store, launch: Launch) -> None:
    training: dict[str, Any] = {"name": "training", "params": {"epochs": 4}}
    run = turn(store, launch(estimator=training, budget={"trials": 5}))
    trials = store.trials.of(run.id)
    assert run.status == "finished" and run.counts.trained == 5
    assert {trial.epochs for trial in trials} == {1, 4}
    for trial in trials:
        assert api.detail(run.id, trial.number).curves["epoch"] == list(range(1, trial.epochs + 1))
    onward = [trial for trial in trials if trial.continues is not None]
    assert onward and all(trial.parents == (trial.continues,) for trial in onward)
    losses = [(trials[t.parents[0]].metrics["val_loss"], t.metrics["val_loss"]) for t in onward]
    assert sum(after for _, after in losses) < sum(before for before, _ in losses)
