"""Workers that take one run after another, and the logs of those before them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
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


@pytest.fixture
def known(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[workers.Workers]:
    """Workers without a spare, each of which is a process that does nothing."""
    began: list[subprocess.Popen[str]] = []

    def start(_: Path) -> workers.Worker:
        command = [sys.executable, "-c", "import time; time.sleep(600)"]
        began.append(subprocess.Popen(command, text=True))
        return workers.Worker(f"token-{len(began)}", began[-1], 0.0)

    monkeypatch.setattr(workers, "started", start)
    yield workers.Workers(store.home, spare=False)
    for process in began:
        process.kill()
        process.wait()


def test_a_worker_is_taken_again_until_it_has_ended(known: workers.Workers) -> None:
    first = known.take("cpu")
    assert known.is_ready("cpu") and known.take("cpu") is first
    known.give_up("cpu", first.process.pid + 1)
    assert known.is_ready("cpu") and not first.has_ended
    known.give_up("cpu", first.process.pid)
    assert first.process.wait(timeout=60) == known.exit_code("cpu", first.process.pid) != 0
    assert known.is_ready("cpu") and known.take("cpu") is not first


def test_a_worker_that_was_given_up_and_still_ends_is_given_nothing(
    known: workers.Workers,
) -> None:
    known.take("cpu").given_up = True
    assert not known.is_ready("cpu")


def test_a_worker_that_has_grown_too_much_since_its_first_run_is_ended(
    known: workers.Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = known.take("cpu")
    known.end_large("cpu")
    known.end_large("cpu")
    assert known.is_ready("cpu") and worker.first_bytes
    monkeypatch.setattr(workers, "MOST_GROWTH_BYTES", -1)
    known.end_large("cpu")
    assert not known.is_ready("cpu") or worker.has_ended
    assert worker.process.wait(timeout=60) != 0


def test_last_words_are_those_of_the_last_run(known: workers.Workers, store: Store) -> None:
    worker = known.take("cpu")
    log = workers.log_of(store.home, worker.token)
    log.parent.mkdir(exist_ok=True)
    log.write_text("ValueError: of the first run\n")
    assert known.last_words("cpu", worker.token) == "Its last words: ValueError: of the first run"
    known.take("cpu")
    assert known.last_words("cpu", worker.token) == ""
    with log.open("a") as words:
        words.write("KeyError: of the second\n")
    assert known.last_words("cpu", worker.token) == "Its last words: KeyError: of the second"


def test_a_gpu_without_a_run_is_given_back(
    known: workers.Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = known.take("gpu:0")
    known.end_idle("gpu:0")
    # A run in between, and the time begins anew.
    assert worker.free_since is not None and known.take("gpu:0").free_since is None
    known.end_idle("gpu:0")
    assert known.is_ready("gpu:0")
    monkeypatch.setattr(workers, "IDLE_GPU_SECONDS", 0.0)
    known.end_idle("gpu:0")
    assert worker.process.wait(timeout=60) != 0


@pytest.mark.parametrize("kind", ["cpu", "gpu"])
def test_only_a_gpus_worker_is_ended_for_having_no_run(
    store: Store, monkeypatch: pytest.MonkeyPatch, kind: Literal["cpu", "gpu"]
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(workers.Workers, "end_idle", lambda _, slot: asked.append(slot))
    Supervisor(store, (Device(kind, kind, "a", 1),)).tick()
    assert asked == (["gpu"] if kind == "gpu" else [])
