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


def announce(place: Path) -> bool:
    """The calling process reads the draft at ``place`` from now on.

    Returns whether it may: the draft is there, and no other process has it.
    """
    who = {"pid": os.getpid(), "born": processes.born(os.getpid())}
    try:
        with (place / _WHO).open("x") as file:
            json.dump(who, file)
    except (FileNotFoundError, FileExistsError):
        return False
    return True


def alive(place: Path) -> bool:
    """Whether a process reads the draft at ``place``, or is about to."""
    if who := _who(place):
        return processes.alive(*who)
    try:
        return time.time() - place.stat().st_mtime < STARTING_SECONDS
    except FileNotFoundError:
        return False


def end(place: Path) -> None:
    """End the process that reads the draft at ``place``, if one does."""
    if who := _who(place):
        processes.kill(*who)


def _who(place: Path) -> tuple[int, float] | None:
    """Pid and birth of the process that has said it reads the draft at ``place``."""
    try:
        who = json.loads((place / _WHO).read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return int(who["pid"]), float(who["born"])
