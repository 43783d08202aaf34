"""The spare worker: warm, waiting for a run; and the log that each worker leaves."""

from __future__ import annotations

import json
import secrets
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from core.jobs import processes

KEEP_LOGS = 20


@dataclass
class Spare:
    """A worker that imported TensorFlow and waits, on its standard input, for a run.

    It ends by itself when the supervisor does, because its standard input closes then.
    """

    token: str
    process: subprocess.Popen[str]
    born: float

    def send(self, message: dict[str, str]) -> None:
        """Hand it its run. A worker that has just died is found by the next tick."""
        pipe = self.process.stdin
        if pipe is not None:
            with suppress(BrokenPipeError), pipe:
                pipe.write(json.dumps(message) + "\n")


def new_spare(home: Path) -> Spare:
    """Start a worker that warms up and waits."""
    # Workers that die as soon as they start would fill the folder; the logs of those at work stay.
    prune_logs(home, kept=5 * KEEP_LOGS)
    token = secrets.token_hex(8)
    process = processes.spawn("core.jobs.worker", home, log_of(home, token), piped=True)
    return Spare(token, process, processes.born(process.pid))


def log_of(home: Path, token: str) -> Path:
    """Return the log file of the worker with that token."""
    return home / "logs" / f"worker-{token}.log"


def prune_logs(home: Path, kept: int = KEEP_LOGS) -> None:
    """Delete all but the newest worker logs."""
    logs = sorted((home / "logs").glob("worker-*.log"), key=lambda path: path.stat().st_mtime)
    for path in logs[:-kept]:
        path.unlink(missing_ok=True)
