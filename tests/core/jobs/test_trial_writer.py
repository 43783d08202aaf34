"""Trials reach the store one by one, or in batches; in order, and all of them."""

from __future__ import annotations

import pytest

from core.errors import ClaimLostError
from core.jobs import trial_writer
from core.jobs.trial_writer import TrialWriter
from core.specs import RunSpec
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
    monkeypatch.setattr(trial_writer, "BATCH_SECONDS", 1e9)
    monkeypatch.setattr(trial_writer, "BATCH", 3)


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
    monkeypatch.setattr(trial_writer, "BATCH_SECONDS", 0.0)
    tell(TrialWriter(store, held, "t", in_batches=True), 0, 1)
    assert stored(store, held) == [0, 1]


def test_a_batch_of_a_lost_claim_is_not_stored(store: Store, held: str, endless: None) -> None:
    writer = TrialWriter(store, held, "other", in_batches=True)
    writer.flush()
    tell(writer, 0, 1)
    with pytest.raises(ClaimLostError):
        writer.flush()
    assert stored(store, held) == []
