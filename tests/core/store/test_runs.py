"""Runs: the queue, the claim, and who may write."""

from __future__ import annotations

import time

import pytest

from core.errors import ClaimLostError, NotFoundError
from core.specs import Progress, RunSpec, RunStatus
from core.store import Store


def claim(store: Store, run_id: str, token: str = "t") -> bool:
    return store.runs.claim(run_id, token=token, device="cpu", pid=1, born=0.0)


def test_a_run_starts_in_the_queue(store: Store, spec: RunSpec) -> None:
    run = store.runs.get(store.runs.add(spec, "ada"))
    assert (run.status, run.owner, run.name, run.spec) == ("queued", "ada", "a run", spec)


def test_runs_come_newest_first(store: Store, spec: RunSpec) -> None:
    ids = [store.runs.add(spec, "ada") for _ in range(3)]
    assert [run.id for run in store.runs.find()] == ids[::-1]
    assert [run.id for run in store.runs.find(limit=1)] == ids[-1:]


def test_a_run_is_claimed_once(store: Store, spec: RunSpec) -> None:
    run_id = store.runs.add(spec, "ada")
    assert claim(store, run_id, "one")
    assert not claim(store, run_id, "two")
    assert [holder.token for holder in store.runs.holders()] == ["one"]


def test_a_run_has_one_first_turn(
    store: Store, spec: RunSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = store.runs.add(spec, "ada")
    claim(store, run_id)
    assert [holder.first_turn for holder in store.runs.holders()] == [True]
    store.runs.release(run_id, "t", "queued")
    later = time.time() + 2.0
    monkeypatch.setattr(time, "time", lambda: later)
    claim(store, run_id)
    assert [holder.first_turn for holder in store.runs.holders()] == [False]


def test_only_the_holder_writes(store: Store, spec: RunSpec) -> None:
    run_id = store.runs.add(spec, "ada")
    claim(store, run_id, "one")
    with pytest.raises(ClaimLostError):
        store.runs.beat(run_id, "two", seconds=1.0)
    with pytest.raises(ClaimLostError):
        store.runs.release(run_id, "two", "finished")
    assert store.runs.get(run_id).status == "running"


def test_beats_add_up_and_bring_requests(store: Store, spec: RunSpec) -> None:
    run_id = store.runs.add(spec, "ada")
    claim(store, run_id)
    assert store.runs.beat(run_id, "t", seconds=1.5) == ""
    store.runs.change(run_id, request="pause")
    assert store.runs.beat(run_id, "t", seconds=1.5) == "pause"
    assert store.runs.get(run_id).active_seconds == 3.0


def test_a_beat_does_not_move_the_revision_but_an_advance_does(store: Store, spec: RunSpec) -> None:
    run_id = store.runs.add(spec, "ada")
    claim(store, run_id)
    before = store.runs.get(run_id).revision
    store.runs.beat(run_id, "t", seconds=1.0)
    assert store.runs.get(run_id).revision == before
    store.runs.advance(run_id, "t", progress={"number": 3})
    after = store.runs.get(run_id)
    assert after.revision == before + 1
    assert after.progress is not None and after.progress.number == 3


def test_requeue_keeps_the_progress_and_counts_the_death(store: Store, spec: RunSpec) -> None:
    run_id = store.runs.add(spec, "ada")
    claim(store, run_id)
    store.runs.advance(run_id, "t", progress={"number": 3, "attempt": 1})
    store.runs.requeue(run_id, "t")
    run = store.runs.get(run_id)
    assert run.status == "queued" and run.progress is not None
    claim(store, run_id, "two")
    assert store.runs.holders()[0].restarts == 1


def test_release_ends_the_claim(store: Store, spec: RunSpec) -> None:
    run_id = store.runs.add(spec, "ada")
    claim(store, run_id)
    store.runs.release(run_id, "t", "finished", "done")
    run = store.runs.get(run_id)
    assert (run.status, run.reason, run.has_ended) == ("finished", "done", True)
    assert run.ended is not None and store.runs.holders() == []


def test_a_missing_run_is_named(store: Store) -> None:
    with pytest.raises(NotFoundError, match="no run 'nope'"):
        store.runs.get("nope")


@pytest.mark.parametrize("status", ["paused", "queued"])
def test_a_run_that_is_let_go_keeps_when_its_turn_came_and_no_attempt(
    store: Store, spec: RunSpec, status: RunStatus
) -> None:
    run_id = store.runs.add(spec, "ada")
    claim(store, run_id)
    progress = Progress(number=3, attempt=2, epoch=4, epochs=8, began=12.5)
    store.runs.advance(run_id, "t", progress=progress.model_dump())
    store.runs.release(run_id, "t", status)
    assert store.runs.get(run_id).progress == Progress(number=3, attempt=0, began=12.5)
