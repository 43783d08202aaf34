"""What goes wrong around a run: other rows, the clock, the memory, the folder; real processes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from core import api
from core.jobs import client, processes
from core.specs import Run
from tests.core.jobs.faulty import (
    ENDLESS,
    SHORT,
    SPEC,
    Family,
    go_on_and_stop,
    in_training,
    supervised,
    supervisor_of,
    token,
    until,
    wait,
)
from tests.core.store.test_reading import RUN_FAULTS, write

pytestmark = pytest.mark.slow
LONG = SPEC | {"estimator": {"name": "training", "params": {"epochs": 1000}}}


def ended(run: Run) -> bool:
    return run.has_ended


def words_of(home: Path) -> str:
    return (home / "logs" / "supervisor.log").read_text()


def test_rows_of_another_version_stop_nobodys_run(home: Path) -> None:
    spec = api.check(SHORT | {"budget": {"trials": 2}})
    store = api.store()
    foreign = []
    for fault in RUN_FAULTS.values():
        foreign.append(store.runs.add(spec, "ada"))
        write(store, "runs", {"id": foreign[-1]}, spec=fault(spec.model_dump(mode="json")))
    dead = store.runs.add(spec, "alan")
    store.runs.claim(dead, token="x", device="cpu", pid=2**22 + 1, born=1.0)
    write(store, "runs", {"id": dead}, spec="{}", heartbeat=None, served=None)
    with supervised(home):
        chief = supervisor_of(home)
        run_id = api.launch(spec, "grace")
        assert wait(run_id, ended).status == "finished"
        assert supervisor_of(home) == chief and chief.is_running()
    assert {run.id for run in api.unreadable_runs()} == {*foreign, dead}
    assert words_of(home).count("cannot be read here") == len(foreign) + 1


def test_a_run_with_a_trial_that_cannot_be_read_fails_and_says_so(supervised_home: Path) -> None:
    run_id = api.launch(api.check(ENDLESS), "ada")
    wait(run_id, lambda run: run.counts.complete >= 1)
    api.pause(run_id)
    wait(run_id, lambda run: run.status == "paused")
    write(api.store(), "trials", {"run_id": run_id, "number": 0}, metrics="no JSON")
    api.resume(run_id)
    failed = wait(run_id, ended)
    assert failed.status == "failed" and "Trial 0 of run" in failed.reason
    assert "another version" in failed.reason


# A clock that can be set: what Python runs first in each process that is started with it.
SET_CLOCK = """
import pathlib, time
import psutil
offset = pathlib.Path(__file__).with_name("offset")
now, boot = time.time, psutil.boot_time
time.time = lambda: now() + float(offset.read_text())
if hasattr(psutil, "_pslinux"):
    # What the kernel says of the machine's start moves with the clock.
    psutil._pslinux.boot_time = lambda: boot() + float(offset.read_text())
"""


def test_the_clock_is_set_back_and_forth_while_a_run_is_under_way(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(SET_CLOCK)
    clock = tmp_path / "offset"
    clock.write_text("0")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with supervised(home):
        chief = supervisor_of(home)
        run_id = api.launch(api.check(ENDLESS), "ada")
        wait(run_id, lambda run: run.counts.complete >= 1)
        worker = token(run_id)
        for hours, done in ((3, 2), (-3, 3), (48, 4), (0, 5)):
            new = clock.with_name("new")
            new.write_text(f"{hours * 3600}")
            new.replace(clock)
            run = wait(run_id, lambda run, done=done: run.counts.complete >= done)
            assert token(run_id) == worker
        run = go_on_and_stop(run_id, 6)
        assert supervisor_of(home) == chief
    assert run.active_seconds < 600 and "is gone" not in words_of(home)
    ends = [trial.ended for trial in api.trials(run_id)]
    assert max(ends) - min(ends) > 3600


def test_a_worker_that_is_killed_again_and_again_says_out_of_memory(supervised_home: Path) -> None:
    run_id = api.launch(api.check(LONG | {"budget": {"trials": 1}}), "ada")
    for attempt in (1, 2):
        wait(run_id, lambda run, n=attempt: in_training(run) and run.progress.attempt == n)
        (victim,) = api.store().runs.holders()
        processes.kill(victim.pid, victim.born)
    failed = wait(run_id, ended)
    (trial,) = api.trials(run_id)
    assert failed.status == trial.status == "failed"
    assert "died 2 times" in trial.reason and "out of memory" in trial.reason


@pytest.fixture
def moving(home: Path) -> Iterator[Family]:
    with supervised(home):
        family = Family(home)
        yield family
        family.end()


def test_a_home_that_is_moved_takes_its_runs_along(
    home: Path, moving: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = api.launch(api.check(ENDLESS), "ada")
    wait(run_id, lambda run: run.counts.complete >= 2 and in_training(run))
    before, chief = api.trials(run_id), supervisor_of(home)
    (worker,) = api.store().runs.holders()
    elsewhere = home.with_name("elsewhere")
    home.rename(elsewhere)
    gone, _ = psutil.wait_procs([chief], timeout=120)
    until(lambda: not processes.alive(worker.pid, worker.born))
    assert gone and not home.exists()
    monkeypatch.setenv("PARETOSCOPE_HOME", str(elsewhere))
    moving.homes.append(elsewhere)
    go_on_and_stop(run_id, len(before) + 2)
    trials = api.trials(run_id)
    assert [trial.number for trial in trials] == list(range(len(trials)))
    for old, new in zip(before, trials, strict=False):
        assert (old.key, old.ended) == (new.key, new.ended)
    assert not home.exists()


def test_a_supervisor_that_cannot_open_its_store_says_why_in_a_line(home: Path) -> None:
    home.mkdir()
    (home / "paretoscope.db").write_bytes(b"not a database at all" * 100)
    log = home / "logs" / "supervisor.log"
    process = processes.spawn("core.jobs.supervisor", home, log)
    assert process.wait(timeout=120) == 1
    (line,) = log.read_text().splitlines()
    assert "The database is damaged" in line


def test_a_supervisor_that_leaves_at_once_is_started_ever_more_seldom(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[float] = []
    now = 0.0

    def gone_at_once(*_: object) -> psutil.Popen:
        started.append(now)
        process = psutil.Popen([sys.executable, "-c", ""])
        process.wait()
        return process

    monkeypatch.setattr(client.processes, "spawn", gone_at_once)
    monkeypatch.setattr(client.time, "monotonic", lambda: now)
    for now in range(600):  # noqa: B007 - the clock that the functions above read
        client.want_supervisor(home)
    pauses = [later - sooner for sooner, later in zip(started, started[1:], strict=False)]
    assert pauses[0] < 5 and pauses[-1] >= client.MOST_PAUSE_SECONDS and len(started) < 20


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_supervisor_started_by_hand_beside_another_leaves(supervised_home: Path) -> None:
    chief, log = supervisor_of(supervised_home), supervised_home / "logs" / "second.log"
    second = processes.spawn("core", supervised_home, log, "supervisor")
    assert second.wait(timeout=120) == 0
    assert "another supervisor" in log.read_text()
    assert supervisor_of(supervised_home) == chief and api.supervisor_alive()
