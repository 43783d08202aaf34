"""What goes wrong with the store while a run is under way; it waits, and goes on."""

from __future__ import annotations

import sqlite3
import sys
import time
from pathlib import Path

import psutil
import pytest

from core import api
from core.settings import SILENT
from core.store import Store
from tests.core.jobs.faulty import (
    ENDLESS,
    go_on_and_stop,
    in_training,
    supervised,
    supervisor_of,
    token,
    until,
    wait,
)

pytestmark = pytest.mark.slow
# Shorter than the usual one, and longer than a busy machine lets a worker wait for its turn.
SILENCE = 8.0
LOOKS = 40


def test_a_database_locked_for_long_costs_no_worker(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SILENT, str(SILENCE))
    with supervised(home):
        run_id = api.launch(api.check(ENDLESS), "ada")
        wait(run_id, in_training)
        worker = token(run_id)
        other = sqlite3.connect(home / "paretoscope.db", isolation_level=None, timeout=60)
        other.execute("BEGIN IMMEDIATE")
        (held,) = api.store().runs.holders()
        until(lambda: time.time() - held.heartbeat > 1.5 * SILENCE)
        assert api.store().runs.holders()[0].heartbeat <= held.heartbeat + 1.0
        other.execute("ROLLBACK")
        done = api.run(run_id).counts.complete
        wait(run_id, lambda run: run.counts.complete >= done + 2)
        assert token(run_id) == worker
        go_on_and_stop(run_id, done + 2)
    assert "is gone" not in (home / "logs" / "supervisor.log").read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="no other process can be held short there")
def test_a_disk_that_takes_no_more_is_waited_for(home: Path) -> None:
    import resource

    def room(processes: list[psutil.Process], limit: int) -> None:
        for process in processes:
            most = process.rlimit(resource.RLIMIT_FSIZE)[1]
            process.rlimit(resource.RLIMIT_FSIZE, (limit, most))

    with supervised(home):
        chief = supervisor_of(home)
        run_id = api.launch(api.check(ENDLESS), "ada")
        wait(run_id, in_training)
        family = [chief, *chief.children(recursive=True)]
        room(family, 1)
        dead = next(p for p in family if p.pid == api.store().runs.holders()[0].pid)
        # Its next trial cannot be written, and it leaves; nor can that be written down.
        until(lambda: not dead.is_running() or dead.status() == psutil.STATUS_ZOMBIE)
        # How long it rests between two looks, the supervisor's own tests say.
        looked = chief.num_ctx_switches().voluntary
        until(lambda: chief.num_ctx_switches().voluntary > looked + LOOKS)
        assert chief.is_running() and api.run(run_id).status == "running"
        room([chief], resource.RLIM_INFINITY)
        go_on_and_stop(run_id, api.run(run_id).counts.complete + 1)
        assert supervisor_of(home) == chief
    assert_sound(home)


def assert_sound(home: Path) -> None:
    """The database holds what it says."""
    with Store(home).database.read() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    lines = (home / "logs" / "supervisor.log").read_text().splitlines()
    assert len(lines) < 200
