"""Workers that take one run after another, and the logs of those before them."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Literal

import pytest

from core.jobs import workers
from core.jobs.devices import Device
from core.jobs.supervisor import Supervisor
from core.store import Store


def test_only_the_newest_logs_are_kept(store: Store) -> None:
    folder = store.home / "logs"
    folder.mkdir(exist_ok=True)
    for number in range(workers.KEEP_LOGS + 5):
        (folder / f"worker-{number}.log").write_text("")
    workers.prune_logs(store.home)
    assert len(list(folder.glob("worker-*.log"))) == workers.KEEP_LOGS


@pytest.mark.parametrize("wanted", [True, False])
def test_a_spare_is_started_where_one_is_wanted_and_else_when_a_slot_needs_it(
    store: Store, monkeypatch: pytest.MonkeyPatch, idle: subprocess.Popen[str], wanted: bool
) -> None:
    started: list[workers.Worker] = []

    def start(_: Path) -> workers.Worker:
        started.append(workers.Worker("t", idle, 0.0))
        return started[-1]

    monkeypatch.setattr(workers, "started", start)
    known = workers.Workers(store.home, spare=wanted)
    known.keep_spare()
    assert len(started) == int(wanted)
    assert known.take("cpu") is known.take("cpu") is started[0] and len(started) == 1


def test_a_worker_is_taken_again_until_it_ends_is_lost_or_holds_too_much(
    store: Store, monkeypatch: pytest.MonkeyPatch, idle: subprocess.Popen[str]
) -> None:
    monkeypatch.setattr(workers, "started", lambda _: workers.Worker("t", idle, 0.0))
    known = workers.Workers(store.home, spare=False)
    assert known.is_ready("cpu")
    known.take("cpu")
    known.lose("cpu", idle.pid + 1)
    assert known.is_ready("cpu") and idle.poll() is None
    monkeypatch.setattr(workers, "MOST_BYTES", 0)
    known.is_ready("cpu")
    assert idle.wait(timeout=60) == known.exit_code("cpu", idle.pid) != 0
    assert known.is_ready("cpu")


def test_a_gpu_without_a_run_is_given_back(
    store: Store, monkeypatch: pytest.MonkeyPatch, idle: subprocess.Popen[str]
) -> None:
    monkeypatch.setattr(workers, "started", lambda _: workers.Worker("t", idle, 0.0))
    known = workers.Workers(store.home, spare=False)
    known.take("gpu:0")
    known.rest("gpu:0")
    assert idle.poll() is None
    # A run in between, and the time begins anew.
    known.take("gpu:0")
    monkeypatch.setattr(workers, "REST_SECONDS", 0.0)
    known.rest("gpu:0")
    assert idle.wait(timeout=60) != 0


@pytest.mark.parametrize("kind", ["cpu", "gpu"])
def test_only_a_gpus_worker_rests(
    store: Store, monkeypatch: pytest.MonkeyPatch, kind: Literal["cpu", "gpu"]
) -> None:
    rested: list[str] = []
    monkeypatch.setattr(workers.Workers, "rest", lambda _, slot: rested.append(slot))
    supervisor = Supervisor(store, (Device(kind, kind, "a", 1),))
    supervisor.tick()
    assert rested == (["gpu"] if kind == "gpu" else [])
