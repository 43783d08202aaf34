"""What the supervisor decides, over a real store and real (but idle) processes."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Any

import pytest

from core import api
from core.errors import StoreError
from core.jobs import processes
from core.jobs import supervisor as module
from core.jobs.devices import Device
from core.jobs.isolation import MAX_FAULTS
from core.jobs.supervisor import MAX_RESTARTS, Supervisor
from core.settings import SILENT, silent_seconds
from core.specs import Objective, Run, RunSpec
from core.store import Store
from tests.core.store.test_reading import write

CPU = Device("cpu", "cpu", "a processor", 2**30)
GPUS = (Device("gpu:0", "gpu", "a", 1), Device("gpu:1", "gpu", "b", 1))


@pytest.fixture
def supervisor(store: Store) -> Supervisor:
    return Supervisor(store, (CPU,))


def held(store: Store, spec: RunSpec, pid: int, owner: str = "ada", device: str = "cpu") -> str:
    run_id = store.runs.add(spec, owner)
    store.runs.claim(run_id, token="t", device=device, pid=pid, born=processes.born(pid))
    return run_id


def dead_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def after_tick(supervisor: Supervisor, store: Store, run_id: str) -> Run:
    supervisor._rescued(store.runs.holders()[0])
    return store.runs.get(run_id)


def test_a_living_worker_is_left_alone(
    store: Store, spec: RunSpec, supervisor: Supervisor, idle: subprocess.Popen[bytes]
) -> None:
    run_id = held(store, spec, idle.pid)
    assert after_tick(supervisor, store, run_id).status == "running"


def test_the_run_of_a_dead_worker_is_queued_again(
    store: Store, spec: RunSpec, supervisor: Supervisor
) -> None:
    run_id = held(store, spec, dead_pid())
    assert after_tick(supervisor, store, run_id).status == "queued"


def test_a_dead_worker_that_was_asked_to_pause_has_paused(
    store: Store, spec: RunSpec, supervisor: Supervisor
) -> None:
    run_id = held(store, spec, dead_pid())
    store.runs.change(run_id, request="pause")
    assert after_tick(supervisor, store, run_id).status == "paused"


def test_a_request_to_yield_dies_with_the_worker_and_one_to_stop_does_not(
    store: Store, spec: RunSpec, supervisor: Supervisor
) -> None:
    for request, kept in (("yield", ""), ("stop", "stop")):
        run_id = held(store, spec, dead_pid())
        store.runs.change(run_id, request=request)
        run = after_tick(supervisor, store, run_id)
        assert (run.status, run.request) == ("queued", kept)


def test_a_silent_worker_is_ended_and_replaced(
    store: Store, spec: RunSpec, idle: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    # However slow this machine is, nothing of it is taken for silence.
    monkeypatch.setenv(SILENT, "1e6")
    monkeypatch.setattr(module, "SLOW_SECONDS", 1e6)
    supervisor = Supervisor(store, (CPU,))
    run_id = held(store, spec, idle.pid)
    supervisor.tick()
    assert store.runs.get(run_id).status == "running"
    pass_by(supervisor, run_id, silent_seconds() + 1)
    # Nobody takes it up again at once.
    supervisor._slots = ()
    supervisor.tick()
    assert store.runs.get(run_id).status == "queued"
    assert idle.wait(timeout=240) != 0


def pass_by(supervisor: Supervisor, run_id: str, seconds: float) -> None:
    """Let it be that long since the run's worker beat last."""
    (holder,) = [h for h in supervisor._store.runs.holders() if h.run_id == run_id]
    supervisor._pulse._seen[holder.token].changed -= seconds


@pytest.mark.parametrize("hours", [-3, 3])
def test_a_clock_that_is_set_ends_no_worker(
    store: Store,
    spec: RunSpec,
    supervisor: Supervisor,
    idle: subprocess.Popen[bytes],
    monkeypatch: pytest.MonkeyPatch,
    hours: int,
) -> None:
    run_id = held(store, spec, idle.pid)
    supervisor.tick()
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 3600 * hours)
    for _ in range(3):
        supervisor.tick()
    assert store.runs.get(run_id).status == "running" and idle.poll() is None


def test_after_the_machine_slept_old_heartbeats_are_no_deaths(
    store: Store, spec: RunSpec, supervisor: Supervisor, idle: subprocess.Popen[bytes]
) -> None:
    run_id = held(store, spec, idle.pid)
    supervisor.tick()
    pass_by(supervisor, run_id, 3600)
    supervisor._pulse._updated -= 3600
    supervisor.tick()
    assert store.runs.get(run_id).status == "running" and idle.poll() is None


def test_a_store_that_could_not_be_written_is_no_silence(
    store: Store,
    spec: RunSpec,
    supervisor: Supervisor,
    idle: subprocess.Popen[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run_id = held(store, spec, idle.pid)
    supervisor.tick()
    pass_by(supervisor, run_id, silent_seconds() + 1)
    monkeypatch.setattr(module, "SLOW_SECONDS", 0.0)
    supervisor.tick()
    assert store.runs.get(run_id).status == "running" and idle.poll() is None


def test_a_fault_with_one_run_touches_no_other_and_fails_that_one(
    store: Store, spec: RunSpec, supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = store.runs.add(spec, "ada"), store.runs.add(spec, "grace")
    claim = store.runs.claim

    def faulty(run_id: str, **values: Any) -> bool:
        if run_id == bad:
            raise KeyError("colour")
        return claim(run_id, **values)

    monkeypatch.setattr(store.runs, "claim", faulty)
    slots = (Device("cpu", "cpu", "a", 1), Device("cpu:1", "cpu", "b", 1), *GPUS)
    supervisor._slots = slots
    for _ in range(MAX_FAULTS):
        supervisor._assign(store.runs.find("queued"), [], slots[0])
    assert store.runs.get(good).status == "running"
    failed = store.runs.get(bad)
    assert failed.status == "failed" and "KeyError: 'colour'" in failed.reason
    for holder in store.runs.holders():
        processes.kill(holder.pid, holder.born)


def test_a_row_of_another_version_costs_nobody_a_turn(
    store: Store, spec: RunSpec, supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str] = []
    monkeypatch.setattr(Supervisor, "_give", lambda _self, run, *_: given.append(run.id))
    bad, good = store.runs.add(spec, "ada"), store.runs.add(spec, "grace")
    lost = held(store, spec, dead_pid(), device="gpu:7")
    write(store, "runs", {"id": bad}, spec="{}")
    write(store, "runs", {"id": lost}, spec="{}", served=None, heartbeat=None)
    supervisor.tick()
    assert given == [good]
    assert {one.id: one.status for one in api.unreadable_runs()} == {
        bad: "queued",
        lost: "queued",
    }


@pytest.mark.parametrize("fault", [StoreError("The disk is full."), KeyError("colour")])
def test_a_round_that_went_wrong_is_followed_by_a_rest_and_the_next(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    done: list[str] = []

    def wrong() -> None:
        done.append("round")
        raise fault

    def rest(seconds: float) -> None:
        done.append("rest" if seconds == module.FAULT_SECONDS else "poll")

    monkeypatch.setattr(supervisor, "tick", wrong)
    monkeypatch.setattr(supervisor, "_rest", lambda: done.append("poll"))
    monkeypatch.setattr(supervisor, "_may_leave", lambda: done.count("round") == 3)
    monkeypatch.setattr(module.time, "sleep", rest)
    supervisor.run()
    assert done == ["round", "rest", "poll"] * 3 and module.FAULT_SECONDS >= 0.5


def test_a_worker_that_keeps_dying_fails_the_run_with_its_last_words(
    store: Store, spec: RunSpec, supervisor: Supervisor
) -> None:
    run_id = store.runs.add(spec, "ada")
    log = store.home / "logs" / "worker-t.log"
    log.parent.mkdir(exist_ok=True)
    log.write_text("starting\nImportError: no such library\n\n")
    for _ in range(MAX_RESTARTS):
        assert store.runs.get(run_id).status == "queued"
        store.runs.claim(run_id, token="t", device="cpu", pid=dead_pid(), born=0.0)
        after_tick(supervisor, store, run_id)
    run = store.runs.get(run_id)
    assert run.status == "failed"
    assert "died 3 times" in run.reason and "ImportError: no such library" in run.reason


def test_nobody_yields_while_a_slot_is_free(
    store: Store, spec: RunSpec, idle: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str] = []
    monkeypatch.setattr(
        Supervisor, "_assign", lambda self, queued, holders, slot: not given.append(slot.name)
    )
    supervisor = Supervisor(store, GPUS)
    first = held(store, spec, idle.pid, "ada", "gpu:0")
    store.runs.change(first, served=0.0)
    store.runs.add(spec, "grace")
    supervisor.tick()
    assert given == ["gpu:1"] and store.runs.get(first).request == ""


def test_a_long_turn_ends_when_every_slot_is_taken_and_another_owner_waits(
    store: Store, spec: RunSpec, supervisor: Supervisor, idle: subprocess.Popen[bytes]
) -> None:
    first = held(store, spec, idle.pid)
    store.runs.change(first, served=0.0)
    store.runs.add(spec, "grace")
    supervisor.tick()
    assert store.runs.get(first).request == "yield"


SLOTS = (Device("cpu:0", "cpu", "a", 1), Device("cpu:1", "cpu", "a", 1))
TIMED = {"objectives": (Objective(metric="val_accuracy"), Objective(metric="latency_ms"))}


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Which run was given which slot, while no worker is started for it."""
    pairs: list[tuple[str, str]] = []
    monkeypatch.setattr(module.Workers, "take", lambda *_: None)
    monkeypatch.setattr(
        Supervisor, "_give", lambda _self, run, slot, _worker: pairs.append((run.id, slot.name))
    )
    return pairs


@pytest.mark.parametrize(("before", "new"), [({}, TIMED), (TIMED, {}), (TIMED, TIMED)])
def test_a_run_that_compares_times_has_the_processor_alone(
    store: Store,
    spec: RunSpec,
    idle: subprocess.Popen[bytes],
    given: list[tuple[str, str]],
    before: dict[str, Any],
    new: dict[str, Any],
) -> None:
    supervisor = Supervisor(store, SLOTS)
    first = held(store, spec.model_copy(update=before), idle.pid, device="cpu:0")
    store.runs.add(spec.model_copy(update=new), "grace")
    store.runs.change(first, served=0.0)
    supervisor.tick()
    # Whoever waits has a turn, as where all slots are taken.
    assert given == [] and store.runs.get(first).request == "yield"
    store.runs.release(first, "t", "finished")
    supervisor.tick()
    assert len(given) == 1


@pytest.mark.parametrize(
    ("slots", "first", "second", "changes"),
    [
        (SLOTS, "cpu:0", "cpu:1", {}),
        # The one slot of a processor, as earlier versions named it.
        (SLOTS, "cpu", "cpu:0", {}),
        (GPUS, "gpu:0", "gpu:1", TIMED),
    ],
)
def test_two_runs_work_at_once(
    store: Store,
    spec: RunSpec,
    idle: subprocess.Popen[bytes],
    given: list[tuple[str, str]],
    slots: tuple[Device, ...],
    first: str,
    second: str,
    changes: dict[str, Any],
) -> None:
    supervisor = Supervisor(store, slots)
    held(store, spec.model_copy(update=changes), idle.pid, device=first)
    run_id = store.runs.add(spec.model_copy(update=changes), "ada")
    supervisor.tick()
    assert given == [(run_id, second)]


def test_a_stop_is_never_replaced_by_a_yield(
    store: Store, spec: RunSpec, supervisor: Supervisor, idle: subprocess.Popen[bytes]
) -> None:
    first = held(store, spec, idle.pid)
    store.runs.change(first, served=0.0, request="stop")
    store.runs.add(spec, "grace")
    supervisor.tick()
    assert store.runs.get(first).request == "stop"
