"""Trials have seeds of their own and sound results, and reach the store in order, all of them."""

from __future__ import annotations

import math

import pytest

from core.errors import ClaimLostError
from core.jobs import trials
from core.jobs.trials import TrialWriter, metrics_fault, training_seed
from core.specs import Objective, RunSpec
from core.store import Store
from tests.conftest import make_trial


@pytest.fixture
def held(store: Store, spec: RunSpec) -> str:
    run_id = store.runs.add(spec, "ada")
    store.runs.claim(run_id, token="t", device="cpu", pid=1, born=0.0)
    return run_id


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch is full only by its number, never by the clock."""
    monkeypatch.setattr(trials, "BATCH_SECONDS", 1e9)
    monkeypatch.setattr(trials, "BATCH", 3)


def tell(writer: TrialWriter, *numbers: int) -> None:
    for number in numbers:
        writer.tell(make_trial(number), best={"val_accuracy": number / 10}, box=None)


def stored(store: Store, run_id: str) -> list[int]:
    return [trial.number for trial in store.trials.of(run_id)]


def test_each_is_reported_at_once_where_trials_are_trained(
    store: Store, held: str, endless: None
) -> None:
    tell(TrialWriter(store, held, "t", in_batches=False), 0, 1)
    assert stored(store, held) == [0, 1]


def test_a_batch_is_reported_when_it_is_full_or_flushed(
    store: Store, held: str, endless: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = TrialWriter(store, held, "t", in_batches=True)
    writer.flush()
    tell(writer, 0, 1)
    assert stored(store, held) == []
    tell(writer, 2, 3)
    assert stored(store, held) == [0, 1, 2]
    writer.flush()
    assert stored(store, held) == [0, 1, 2, 3]
    run = store.runs.get(held)
    assert run.counts.complete == 4 and run.best == {"val_accuracy": 0.3}


def test_none_waits_longer_than_the_next_that_comes_late(
    store: Store, held: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "BATCH_SECONDS", 0.0)
    tell(TrialWriter(store, held, "t", in_batches=True), 0, 1)
    assert stored(store, held) == [0, 1]


def test_a_batch_of_a_lost_claim_is_not_stored(store: Store, held: str, endless: None) -> None:
    writer = TrialWriter(store, held, "other", in_batches=True)
    writer.flush()
    tell(writer, 0, 1)
    with pytest.raises(ClaimLostError):
        writer.flush()
    assert stored(store, held) == []


def test_seed_is_a_function_of_the_run_and_the_trial() -> None:
    assert training_seed(7, 3) == training_seed(7, 3)


def test_no_two_trials_of_any_run_share_a_seed() -> None:
    seeds = {training_seed(run, number) for run in range(20) for number in range(20)}
    assert len(seeds) == 400


def test_seed_suits_whatever_draws_by_it() -> None:
    assert all(0 <= training_seed(2**32, number) < 2**32 for number in range(10))


ASKED = (Objective(metric="val_loss", direction="minimize"),)


def test_a_result_with_all_that_was_asked_for_has_no_fault() -> None:
    assert metrics_fault({"val_loss": 0.5, "seconds": 1.0}, ASKED) == ""


def test_a_score_that_is_no_number_is_a_fault_whatever_was_asked_for() -> None:
    assert metrics_fault({"seconds": math.inf}, ()) == "seconds must be a number; got inf."


def test_an_objective_without_a_score_is_a_fault() -> None:
    fault = metrics_fault({"val_accuracy": 0.5, "seconds": 1.0}, ASKED)
    assert fault.startswith(
        "val_loss must be measured, as an objective; got only val_accuracy, sec"
    )
