"""What the supervisor decides, over a real store and real (but idle) processes."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from core.jobs import processes
from core.jobs import supervisor as module
from core.jobs.devices import Device
from core.jobs.supervisor import MAX_RESTARTS, SILENT_SECONDS, Supervisor
from core.specs import Run, RunSpec
from core.store import Store

CPU = Device("cpu", "cpu", "a processor", 2**30)
GPUS = (Device("gpu:0", "gpu", "a", 1), Device("gpu:1", "gpu", "b", 1))


@pytest.fixture
def supervisor(store: Store) -> Supervisor:
    """One that starts no spare worker of its own accord."""
    supervisor = Supervisor(store, (CPU,))
    supervisor._spare_due = float("inf")
    return supervisor


def held(store: Store, spec: RunSpec, pid: int, owner: str = "ada", device: str = "cpu") -> str:
    run_id = store.runs.add(spec, owner)
    store.runs.claim(run_id, token="t", device=device, pid=pid, born=processes.born(pid))
    return run_id


def dead_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def after_tick(supervisor: Supervisor, store: Store, run_id: str) -> Run:
    supervisor._rescue(store.runs.holders()[0])
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
    store: Store, spec: RunSpec, supervisor: Supervisor, idle: subprocess.Popen[bytes]
) -> None:
    run_id = held(store, spec, idle.pid)
    store.runs.change(run_id, heartbeat=time.time() - SILENT_SECONDS - 5)
    assert after_tick(supervisor, store, run_id).status == "queued"
    assert idle.wait(timeout=10) != 0


def test_after_the_machine_slept_old_heartbeats_are_no_deaths(
    store: Store, spec: RunSpec, supervisor: Supervisor, idle: subprocess.Popen[bytes]
) -> None:
    run_id = held(store, spec, idle.pid)
    store.runs.change(run_id, heartbeat=time.time() - 3600)
    supervisor._ticked = time.time() - 3600
    supervisor.tick()
    assert store.runs.get(run_id).status == "running" and idle.poll() is None


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
        Supervisor, "_assign", lambda self, queued, holders, slot: given.append(slot.name)
    )
    supervisor = Supervisor(store, GPUS)
    supervisor._spare_due = float("inf")
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


def test_a_stop_is_never_replaced_by_a_yield(
    store: Store, spec: RunSpec, supervisor: Supervisor, idle: subprocess.Popen[bytes]
) -> None:
    first = held(store, spec, idle.pid)
    store.runs.change(first, served=0.0, request="stop")
    store.runs.add(spec, "grace")
    supervisor.tick()
    assert store.runs.get(first).request == "stop"


def test_only_the_newest_logs_are_kept(store: Store) -> None:
    folder = store.home / "logs"
    folder.mkdir(exist_ok=True)
    for number in range(module.KEEP_LOGS + 5):
        (folder / f"worker-{number}.log").write_text("")
    module.prune_logs(store.home)
    assert len(list(folder.glob("worker-*.log"))) == module.KEEP_LOGS
