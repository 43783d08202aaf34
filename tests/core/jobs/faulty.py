"""A home with a real supervisor, for tests that make something go wrong."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from core import api
from core.jobs import client, processes
from core.specs import Run
from core.store import Store

SPEC = {
    "name": "faults",
    "dataset": "digits",
    "space": "convnet_small",
    "strategy": {"name": "nsga2", "params": {"population": 4}},
    "estimator": {"name": "training", "params": {"epochs": 30}},
    "budget": {"trials": 6},
}
SHORT = SPEC | {"estimator": {"name": "training", "params": {"epochs": 3}}}
# Under way until it is stopped: what a test does to it never comes too late.
ENDLESS = SHORT | {"budget": {"trials": 10_000}}
PATIENCE_SECONDS = 240.0


@contextmanager
def supervised(home: Path) -> Iterator[Path]:
    """A supervisor of ``home`` while the block lasts; every process of it is ended afterwards."""
    call_supervisor(home)
    family = Family(home)
    try:
        yield home
    finally:
        family.end()


def call_supervisor(home: Path) -> None:
    """See to it that a supervisor of ``home`` is alive."""

    def there() -> bool:
        client.want_supervisor(home)
        return client.supervisor_alive(home)

    until(there)


def stop_all(home: Path) -> None:
    """Stop what a test that failed has left under way; the slot is free afterwards."""
    left = api.store().runs.find("queued", "running", "paused")
    if left:
        call_supervisor(home)
    for run in left:
        api.stop(run.id)
    until(lambda: not api.store().runs.holders())


class Family:
    """The processes of a home, found again wherever it was moved to."""

    def __init__(self, home: Path) -> None:
        self.homes = [home]

    def end(self) -> None:
        """End what is left of them."""
        for home in self.homes:
            with suppress(OSError, ValueError, psutil.Error):
                chief = supervisor_of(home)
                for process in (*chief.children(recursive=True), chief):
                    process.kill()
        with suppress(Exception):
            for holder in api.store().runs.holders():
                processes.kill(holder.pid, holder.born)


def supervisor_of(home: Path) -> psutil.Process:
    """The supervisor that has said it is that of ``home``."""
    return psutil.Process(json.loads((home / "supervisor.json").read_text())["pid"])


def until(holds: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until that is so."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


def wait(run_id: str, wanted: Callable[[Run], bool], seconds: float = PATIENCE_SECONDS) -> Run:
    """Poll the run until it is as wanted; keeps the supervisor alive as the dashboard does."""
    found: list[Run] = []

    def there() -> bool:
        api.keep_alive()
        found[:] = [api.run(run_id)]
        fits = wanted(found[0])
        assert fits or not found[0].has_ended, f"{found[0].status}: {found[0].reason}"
        return fits

    until(there, seconds)
    return found[0]


def go_on_and_stop(run_id: str, trials: int) -> Run:
    """The run, which must come to that many finished trials, then stopped."""
    wait(run_id, lambda run: run.counts.complete >= trials)
    api.stop(run_id)
    stopped = wait(run_id, lambda run: run.has_ended)
    assert stopped.status == "stopped", stopped.reason
    return stopped


def in_training(run: Run) -> bool:
    """Whether some epoch of some candidate was told."""
    return run.progress is not None and run.progress.epoch >= 1


def token(run_id: str) -> str:
    """That of the worker that holds the run; empty if none does."""
    return next((h.token for h in api.store().runs.holders() if h.run_id == run_id), "")


def work_until_killed(home: Path, run_id: str, store: Store, *, epoch: int) -> None:
    """A real worker, as a supervisor starts it, dies when it tells that epoch of trial 1."""
    process = processes.spawn(
        "tests.core.jobs.dying", home, home / "worker.log", str(epoch), piped=True
    )
    assert store.runs.claim(
        run_id, token="first", device="cpu", pid=process.pid, born=processes.born(process.pid)
    )
    message = json.dumps({"run": run_id, "token": "first", "device": "cpu"})
    try:
        process.communicate(message + "\n", timeout=PATIENCE_SECONDS)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == -signal.SIGKILL, (home / "worker.log").read_text()
