"""Starts the process that has parents read, and tells whether one is still at it."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from core.jobs import processes
from core.parents.keeping import WHO

# Between being ordered and the process having told who it is.
STARTING_SECONDS = 30.0
# Held by the process that has drafts read, and who that is.
LOCK, _READER = "adopting.lock", "adopting.json"


def start(home: Path, name: str) -> None:
    """Let a process of its own read the draft of the parent ``name``, when it is its turn."""
    processes.spawn("core.jobs.adoption_queue", home, home / "logs" / "parents.log")


def take_over(home: Path) -> None:
    """The calling process, which holds the lock, has drafts read from now on."""
    partial = (home / _READER).with_suffix(".draft")
    partial.write_text(json.dumps(_myself()))
    partial.replace(home / _READER)


def announce(place: Path) -> bool:
    """The calling process reads the draft at ``place`` from now on.

    Returns whether it may: the draft is there, and no other process has it.
    """
    try:
        with (place / WHO).open("x") as file:
            json.dump(_myself(), file)
    except (FileNotFoundError, FileExistsError):
        return False
    return True


def alive(place: Path) -> bool:
    """Whether a process reads the draft at ``place``, or will when it is its turn."""
    if who := _who(place / WHO):
        return processes.alive(*who)
    if (reader := _who(place.parent.parent / _READER)) and processes.alive(*reader):
        return True
    try:
        # A time to come is none either: the clock was set back since.
        return abs(time.time() - place.stat().st_mtime) < STARTING_SECONDS
    except FileNotFoundError:
        return False


def end(place: Path) -> None:
    """End the process that reads the draft at ``place``, if one does."""
    if who := _who(place / WHO):
        processes.kill(*who)


def _myself() -> dict[str, float]:
    return {"pid": os.getpid(), "born": processes.born(os.getpid())}


def _who(file: Path) -> tuple[int, float] | None:
    """Pid and birth of the process that has said in ``file`` who it is."""
    try:
        who = json.loads(file.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return int(who["pid"]), float(who["born"])
