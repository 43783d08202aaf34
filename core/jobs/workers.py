"""The workers of one supervisor: warm processes, one a slot and a spare; the logs they leave."""

from __future__ import annotations

import json
import secrets
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from core.jobs import processes
from core.jobs.last_words import last_line
from core.logs import logger

KEEP_LOGS = 20
SPARE_DELAY_SECONDS = 6.0
# A worker that has grown by more since its first run is replaced by a new one.
MOST_GROWTH_BYTES = 10**9
# TensorFlow keeps a GPU's memory until its process ends: other programs may want it.
IDLE_GPU_SECONDS = 60.0

log = logger(__name__)


@dataclass
class Worker:
    """A process that has imported TensorFlow and takes one run after another on standard input.

    It ends by itself when the supervisor does, because its standard input closes then; after the
    run that it is at.

    Attributes:
        given_up: whether it is being ended, and is given no more runs.
        first_bytes: the memory that it held after its first run.
        free_since: when it was first seen without a run, on the monotonic clock.
        log_start: the size of its log when it was given its present run.
    """

    token: str
    process: subprocess.Popen[str]
    born: float
    given_up: bool = False
    first_bytes: int | None = None
    free_since: float | None = None
    log_start: int = 0

    @property
    def has_ended(self) -> bool:
        return self.process.poll() is not None

    @property
    def memory_bytes(self) -> int:
        """The memory that it holds; 0 if it has ended."""
        try:
            return int(psutil.Process(self.process.pid).memory_info().rss)
        except psutil.Error:
            return 0

    def send(self, message: dict[str, str]) -> None:
        """Hand it its next run. A worker that has just died is found by the next tick."""
        pipe = self.process.stdin
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.write(json.dumps(message) + "\n")
                pipe.flush()


class Workers:
    """The worker of each slot, which has once chosen its device, and one that has none yet.

    Args:
        spare: whether that one is started before it is needed.
    """

    def __init__(self, home: Path, *, spare: bool) -> None:
        self._home, self._wants_spare = home, spare
        self._of: dict[str, Worker] = {}
        self._spare: Worker | None = None
        self.spare_due = 0.0

    def take(self, slot: str) -> Worker:
        """Return a worker for a free slot, warm if there is one: the slot's own, or the spare.

        Raises:
            OSError: there is none, and none can be started.
        """
        own = self._of.get(slot)
        if own is None or own.has_ended:
            self._of[slot] = own = self._ready_spare()
            self._spare, self.spare_due = None, time.monotonic() + SPARE_DELAY_SECONDS
        own.free_since = None
        own.log_start = _size(log_of(self._home, own.token))
        return own

    def is_ready(self, slot: str) -> bool:
        """Return whether a free slot can be given: not while a worker that was given up still ends.

        A GPU's memory is free only when the process on it is gone.
        """
        own = self._of.get(slot)
        return own is None or own.has_ended or not own.given_up

    def end_large(self, slot: str) -> None:
        """End the worker of a free slot if it has grown too much."""
        own = self._of.get(slot)
        if own is not None:
            held = own.memory_bytes
            own.first_bytes = held if own.first_bytes is None else own.first_bytes
            if held - own.first_bytes > MOST_GROWTH_BYTES:
                self.give_up(slot, own.process.pid)

    def end_idle(self, slot: str) -> None:
        """End the worker of a free GPU if there has been no run for it for long."""
        own, now = self._of.get(slot), time.monotonic()
        if own is not None:
            own.free_since = now if own.free_since is None else own.free_since
            if now - own.free_since >= IDLE_GPU_SECONDS:
                self.give_up(slot, own.process.pid)

    def give_up(self, slot: str, pid: int) -> None:
        """End the slot's worker, if that is the process ``pid``; it is given no more runs."""
        own = self._of.get(slot)
        if own is not None and own.process.pid == pid:
            own.given_up = True
            own.process.kill()

    def exit_code(self, slot: str, pid: int) -> int | None:
        """Return the exit code of the slot's worker, if that is the process ``pid``."""
        own = self._of.get(slot)
        return own.process.poll() if own is not None and own.process.pid == pid else None

    def last_words(self, slot: str, token: str) -> str:
        """Return a sentence with the last line that a worker logged in its last run, or nothing."""
        own = self._of.get(slot)
        start = own.log_start if own is not None and own.token == token else 0
        words = last_line(log_of(self._home, token), start)
        return f"Its last words: {words}" if words else ""

    def keep_spare(self) -> None:
        """Start a spare worker where one is wanted, there is none and it is due."""
        for worker in self._of.values():
            # Not a zombie for longer than a tick.
            worker.process.poll()
        if self._spare and self._spare.has_ended:
            log.error("the spare worker died. %s", self.last_words("", self._spare.token))
            self._spare, self.spare_due = None, time.monotonic() + SPARE_DELAY_SECONDS
        if self._wants_spare and self._spare is None and time.monotonic() >= self.spare_due:
            self._ready_spare()

    def end(self) -> None:
        """End them all."""
        for worker in (*self._of.values(), *filter(None, [self._spare])):
            worker.process.kill()

    def _ready_spare(self) -> Worker:
        if self._spare is None or self._spare.has_ended:
            self._spare = started(self._home)
        return self._spare


def started(home: Path) -> Worker:
    """Start a worker that warms up and waits.

    Raises:
        OSError: it cannot be started.
    """
    # Workers that die as soon as they start would fill the folder; the logs of those at work stay.
    prune_logs(home, kept=5 * KEEP_LOGS)
    token = secrets.token_hex(8)
    process = processes.spawn("core.jobs.worker", home, log_of(home, token), piped=True)
    return Worker(token, process, processes.born(process.pid))


def log_of(home: Path, token: str) -> Path:
    """Return the log file of the worker with that token."""
    return home / "logs" / f"worker-{token}.log"


def prune_logs(home: Path, kept: int = KEEP_LOGS) -> None:
    """Delete all but the newest worker logs."""
    logs = sorted((home / "logs").glob("worker-*.log"), key=lambda path: path.stat().st_mtime)
    for path in logs[:-kept]:
        path.unlink(missing_ok=True)


def _size(log_file: Path) -> int:
    try:
        return log_file.stat().st_size
    except OSError:
        return 0
