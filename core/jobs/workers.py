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
# A worker that holds more, from run to run, makes room for a new one.
MOST_BYTES = 2 * 10**9
# After so long without a run, the memory of a GPU is somebody else's again.
REST_SECONDS = 60.0

log = logger(__name__)


@dataclass
class Worker:
    """A process that has imported TensorFlow and takes one run after another on standard input.

    It ends by itself when the supervisor does, because its standard input closes then; after the
    run that it is at. One that is ``lost`` has been given up, and is given no more.
    """

    token: str
    process: subprocess.Popen[str]
    born: float
    lost: bool = False
    free_since: float | None = None

    @property
    def has_ended(self) -> bool:
        return self.process.poll() is not None

    @property
    def bytes(self) -> int:
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
        """Return a worker for a free slot, warm if there is one: the slot's own, or the spare."""
        own = self._of.get(slot)
        if own is None or own.has_ended:
            self._of[slot] = own = self._ready_spare()
            self._spare, self.spare_due = None, time.monotonic() + SPARE_DELAY_SECONDS
        own.free_since = None
        return own

    def rest(self, slot: str) -> None:
        """Note that a GPU has no run; end its worker if that has been so for long."""
        own, now = self._of.get(slot), time.monotonic()
        if own is not None:
            own.free_since = now if own.free_since is None else own.free_since
            if now - own.free_since >= REST_SECONDS:
                self.lose(slot, own.process.pid)

    def is_ready(self, slot: str) -> bool:
        """Return whether the slot can be given: its worker is fit for another run, or has ended.

        A GPU's memory is free only when the process that is not is gone.
        """
        own = self._of.get(slot)
        if own is None or own.has_ended:
            return True
        if own.bytes > MOST_BYTES:
            self.lose(slot, own.process.pid)
        return not own.lost

    def lose(self, slot: str, pid: int) -> None:
        """Give up the slot's worker, if that is the process ``pid``."""
        own = self._of.get(slot)
        if own is not None and own.process.pid == pid:
            own.lost = True
            own.process.kill()

    def exit_code(self, slot: str, pid: int) -> int | None:
        """Return the exit code of the slot's worker, if that is the process ``pid``."""
        own = self._of.get(slot)
        return own.process.poll() if own is not None and own.process.pid == pid else None

    def keep_spare(self) -> None:
        """Start a spare worker where one is wanted, there is none and it is due."""
        for worker in self._of.values():
            # Not a zombie for longer than a tick.
            worker.process.poll()
        if self._spare and self._spare.has_ended:
            log.error("the spare worker died. %s", last_words(self._home, self._spare.token))
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
    """Start a worker that warms up and waits."""
    # Workers that die as soon as they start would fill the folder; the logs of those at work stay.
    prune_logs(home, kept=5 * KEEP_LOGS)
    token = secrets.token_hex(8)
    process = processes.spawn("core.jobs.worker", home, log_of(home, token), piped=True)
    return Worker(token, process, processes.born(process.pid))


def log_of(home: Path, token: str) -> Path:
    """Return the log file of the worker with that token."""
    return home / "logs" / f"worker-{token}.log"


def last_words(home: Path, token: str) -> str:
    """Return a sentence with the last line that a worker logged; empty if there is none."""
    words = last_line(log_of(home, token))
    return f"Its last words: {words}" if words else ""


def prune_logs(home: Path, kept: int = KEEP_LOGS) -> None:
    """Delete all but the newest worker logs."""
    logs = sorted((home / "logs").glob("worker-*.log"), key=lambda path: path.stat().st_mtime)
    for path in logs[:-kept]:
        path.unlink(missing_ok=True)
