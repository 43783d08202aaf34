"""Starts the process that reads a parent, and tells whether it is still at it."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from core.jobs import processes

# Between being ordered and the process having told who it is.
STARTING_SECONDS = 30.0
_WHO = "process.json"


def start(home: Path, name: str) -> None:
    """Let a process of its own read the draft of the parent ``name``."""
    processes.spawn("core.jobs.adoption", home, home / "logs" / "parents.log", name)


def announce(place: Path) -> None:
    """The calling process reads the draft at ``place`` from now on."""
    who = {"pid": os.getpid(), "born": processes.born(os.getpid())}
    (place / _WHO).write_text(json.dumps(who))


def alive(place: Path) -> bool:
    """Whether a process reads the draft at ``place``, or is about to."""
    try:
        who = json.loads((place / _WHO).read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return time.time() - place.stat().st_mtime < STARTING_SECONDS
    return processes.alive(int(who["pid"]), float(who["born"]))
