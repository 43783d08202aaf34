"""Real processes, really killed: nothing finished is lost, nothing is trained twice."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from core import api
from core.jobs import client, processes
from core.specs import Run, Trial

pytestmark = pytest.mark.slow

SPEC = {
    "name": "faults",
    "dataset": "digits",
    "space": "convnet_small",
    "strategy": {"name": "nsga2", "params": {"population": 4}},
    "estimator": {"name": "training", "params": {"epochs": 3}},
    "budget": {"trials": 6},
}


@pytest.fixture
def supervised(home: Path) -> Iterator[Path]:
    """A home with a supervisor of its own; every process of it is ended afterwards."""
    client.want_supervisor(home)
    end = time.monotonic() + 60
    while not client.supervisor_alive(home) and time.monotonic() < end:
        time.sleep(0.1)
    assert client.supervisor_alive(home)
    yield home
    for pid, birth in _processes(home):
        processes.kill(pid, birth)


def _processes(home: Path) -> list[tuple[int, float]]:
    supervisor = supervisor_of(home)
    family = [supervisor, *supervisor.children(recursive=True)] if supervisor.is_running() else []
    held = [(holder.pid, holder.born) for holder in api.store().runs.holders()]
    return [(p.pid, p.create_time()) for p in family] + held


def supervisor_of(home: Path) -> psutil.Process:
    return psutil.Process(json.loads((home / "supervisor.json").read_text())["pid"])


def wait(run_id: str, until: Callable[[Run], bool], seconds: float = 120.0) -> Run:
    """Poll the run until it is as wanted; keeps the supervisor alive as the dashboard does."""
    end = time.monotonic() + seconds
    while not until(run := api.run(run_id)):
        assert time.monotonic() < end, f"still {run.status} after {seconds} s: {run.reason}"
        assert not (run.status == "failed"), run.reason
        api.keep_alive()
        time.sleep(0.05)
    return run


def in_mid_trial(run: Run) -> bool:
    progress = run.progress
    return run.counts.complete >= 2 and progress is not None and progress.epoch >= 1


def assert_whole(run_id: str, before: list[Trial]) -> None:
    """The run has its trials, each once, and those from before the fault are untouched."""
    trials = api.trials(run_id)
    assert [trial.number for trial in trials] == list(range(6))
    assert len({trial.key for trial in trials}) == 6
    for old, new in zip(before, trials, strict=False):
        assert (old.key, old.ended) == (new.key, new.ended)
        assert old.metrics.items() <= new.metrics.items()


def test_a_killed_worker_is_replaced_and_the_run_is_whole(supervised: Path) -> None:
    run_id = api.launch(api.check(SPEC), "ada")
    wait(run_id, in_mid_trial)
    before = api.trials(run_id)
    victim = api.store().runs.holders()[0]
    processes.kill(victim.pid, victim.born)
    wait(run_id, lambda run: bool(_token(run.id) not in ("", victim.token)))
    assert wait(run_id, lambda run: run.has_ended).status == "finished"
    assert_whole(run_id, before)


def test_a_killed_worker_costs_a_search_with_rungs_no_trial(supervised: Path) -> None:
    rungs = {
        "strategy": {"name": "asha", "params": {"min_epochs": 1}},
        "estimator": {"name": "training", "params": {"epochs": 4}},
        "budget": {"trials": 8},
    }
    killed = api.launch(api.check(SPEC | rungs), "ada")
    going_on = wait(killed, lambda run: any(t.continues is not None for t in api.trials(run.id)))
    victim = next(h for h in api.store().runs.holders() if h.run_id == killed)
    processes.kill(victim.pid, victim.born)
    assert going_on.status == "running"
    whole = api.launch(api.check(SPEC | rungs), "ada")
    for run_id in (killed, whole):
        run = wait(run_id, lambda run: run.has_ended)
        assert (run.status, run.counts.trained) == ("finished", 8)
        assert {trial.epochs for trial in api.front(run_id)} == {4}
    one, other = (
        [(t.key, t.status, t.epochs, t.continues) for t in api.trials(run_id)]
        for run_id in (killed, whole)
    )
    assert one == other and len(one) > 8


def _token(run_id: str) -> str:
    return next((h.token for h in api.store().runs.holders() if h.run_id == run_id), "")


def test_a_killed_supervisor_is_replaced_and_the_run_does_not_notice(supervised: Path) -> None:
    run_id = api.launch(api.check(SPEC), "ada")
    wait(run_id, in_mid_trial)
    before, token = api.trials(run_id), _token(run_id)
    old = supervisor_of(supervised)
    old.kill()
    psutil.wait_procs([old], timeout=20)
    second = api.launch(api.check(SPEC | {"budget": {"trials": 2}}), "grace")
    wait(run_id, lambda _run: api.supervisor_alive())
    assert supervisor_of(supervised).pid != old.pid
    assert _token(run_id) in (token, "")
    assert wait(run_id, lambda run: run.has_ended).status == "finished"
    assert_whole(run_id, before)
    assert wait(second, lambda run: run.has_ended).counts.complete == 2


def test_pause_resume_and_stop(supervised: Path) -> None:
    run_id = api.launch(api.check(SPEC), "ada")
    wait(run_id, in_mid_trial)
    api.pause(run_id)
    paused = wait(run_id, lambda run: run.status == "paused")
    done = paused.counts.complete
    assert api.store().runs.holders() == []
    api.resume(run_id)
    wait(run_id, lambda run: run.counts.complete > done)
    api.stop(run_id)
    stopped = wait(run_id, lambda run: run.has_ended)
    assert stopped.status == "stopped" and stopped.counts.complete >= done
    assert all("test_accuracy" in trial.metrics for trial in api.front(run_id))


def test_a_supervisor_and_its_spare_end_together(supervised: Path) -> None:
    old = supervisor_of(supervised)
    end = time.monotonic() + 20
    while not (spares := old.children()) and time.monotonic() < end:
        time.sleep(0.1)
    old.kill()
    gone, alive = psutil.wait_procs(spares, timeout=20)
    assert spares and len(gone) == len(spares) and not alive


def test_a_second_supervisor_leaves_at_once(supervised: Path) -> None:
    second = processes.spawn("core.jobs.supervisor", supervised, supervised / "second.log")
    assert second.wait(timeout=20) == 0
    assert "another supervisor" in (supervised / "second.log").read_text()
    assert api.supervisor_alive()
