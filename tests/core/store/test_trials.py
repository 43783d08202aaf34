"""Trials are told once, counted, and found by revision."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from core.errors import ClaimLostError, NotFoundError
from core.specs import Counts, RunSpec
from core.store import Store
from tests.conftest import make_trial


@pytest.fixture
def held(store: Store, spec: RunSpec) -> str:
    run_id = store.runs.add(spec, "ada")
    store.runs.claim(run_id, token="t", device="cpu", pid=1, born=0.0)
    return run_id


def test_a_told_trial_comes_back_as_it_was(store: Store, held: str) -> None:
    stored = store.trials.tell(held, "t", make_trial(0), best={"val_accuracy": 0.5})
    assert store.trials.get(held, 0) == stored
    run = store.runs.get(held)
    assert run.counts.complete == 1 and run.best == {"val_accuracy": 0.5}


def test_revisions_find_what_changed(store: Store, held: str) -> None:
    for number in range(3):
        store.trials.tell(held, "t", make_trial(number), best={})
    seen = store.runs.get(held).revision
    store.trials.add_metrics(held, "t", 1, {"test_accuracy": 0.75})
    changed = store.trials.of(held, after=seen)
    assert [trial.number for trial in changed] == [1]
    assert changed[0].metrics["test_accuracy"] == 0.75


def test_a_lost_claim_stores_nothing(store: Store, held: str) -> None:
    with pytest.raises(ClaimLostError):
        store.trials.tell(held, "other", make_trial(0), best={})
    assert store.trials.of(held) == [] and store.runs.get(held).counts.trained == 0


def test_the_same_net_is_never_stored_twice(store: Store, held: str) -> None:
    store.trials.tell(held, "t", make_trial(0), best={})
    again = make_trial(1).model_copy(update={"key": make_trial(0).key})
    with pytest.raises(IntegrityError):
        store.trials.tell(held, "t", again, best={})
    assert store.runs.get(held).counts.complete == 1


def test_a_trial_takes_the_place_of_the_one_it_continues(store: Store, held: str) -> None:
    short = make_trial(0).model_copy(update={"status": "stopped_early", "epochs": 1})
    longer = short.model_copy(update={"number": 1, "epochs": 3, "continues": 0})
    store.trials.tell(held, "t", short, best={})
    store.trials.tell(held, "t", longer, best={})
    assert store.runs.get(held).counts == Counts(stopped_early=1)
    last = longer.model_copy(update={"number": 2, "status": "complete", "continues": 1})
    store.trials.tell(held, "t", last, best={})
    assert store.runs.get(held).counts == Counts(complete=1)
    assert [trial.continues for trial in store.trials.of(held)] == [None, 0, 1]


def test_a_trial_is_continued_once(store: Store, held: str) -> None:
    short = make_trial(0).model_copy(update={"status": "stopped_early"})
    store.trials.tell(held, "t", short, best={})
    for number in (1, 2):
        longer = make_trial(number).model_copy(update={"key": short.key, "continues": 0})
        if number == 2:
            with pytest.raises(IntegrityError):
                store.trials.tell(held, "t", longer, best={})
        else:
            store.trials.tell(held, "t", longer, best={})
    assert store.runs.get(held).counts == Counts(complete=1)


def test_trials_that_continue_in_a_batch_are_counted_once(store: Store, held: str) -> None:
    short = make_trial(0).model_copy(update={"status": "stopped_early"})
    longer = make_trial(1).model_copy(update={"key": short.key, "continues": 0})
    store.trials.tell_all(held, "t", [short, longer, make_trial(2)], best={})
    assert store.runs.get(held).counts == Counts(complete=2)


def test_deleting_a_run_takes_its_trials(store: Store, held: str) -> None:
    store.trials.tell(held, "t", make_trial(0), best={})
    store.runs.release(held, "t", "finished")
    assert store.runs.delete(held)
    with pytest.raises(NotFoundError, match="no trial 0"):
        store.trials.get(held, 0)


def test_a_batch_is_counted_and_each_trial_has_its_revision(store: Store, held: str) -> None:
    before = store.runs.get(held).revision
    failed = make_trial(2).model_copy(update={"status": "failed"})
    stored = store.trials.tell_all(held, "t", [make_trial(0), make_trial(1), failed], best={})
    run = store.runs.get(held)
    assert [trial.revision for trial in stored] == [before + 1, before + 2, before + 3]
    assert run.revision == before + 3 and run.counts == Counts(complete=2, failed=1)
    assert store.trials.of(held, after=before + 1) == stored[1:]


def test_a_batch_is_stored_whole_or_not_at_all(store: Store, held: str) -> None:
    before = store.runs.get(held)
    with pytest.raises(IntegrityError):
        store.trials.tell_all(held, "t", [make_trial(0), make_trial(0)], best={})
    assert store.trials.of(held) == [] and store.runs.get(held).counts == before.counts
