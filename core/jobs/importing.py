"""Starts the process that reads parents, and checks whether one is alive."""

from __future__ import annotations

import time
from pathlib import Path

from core.jobs import processes
from core.parents.repository import WHO

# Between the request and the process having signed the draft.
STARTING_SECONDS = 30.0
# Held by the process that has drafts read, and who that is.
LOCK, _READER = "importing.lock", "importing.json"


def start(home: Path) -> None:
    """Let a process of its own read the drafts of parents under ``home``, one after the other."""
    processes.spawn("core.jobs.import_queue", home, home / "logs" / "parents.log")


def take_over(home: Path) -> None:
    """Note that the calling process, which holds the lock, has drafts read from now on."""
    processes.sign(home / _READER)


def announce_reader(place: Path) -> bool:
    """Claim the draft at ``place`` for the calling process.

    Returns whether it may read it: the draft exists, and no other process has it.
    """
    return processes.sign_first(place / WHO)


def reader_alive(place: Path) -> bool:
    """Return whether a process reads the draft at ``place``, or will in its turn."""
    if who := processes.signed(place / WHO):
        return processes.alive(*who)
    if (reader := processes.signed(place.parent.parent / _READER)) and processes.alive(*reader):
        return True
    try:
        # A time to come is none either: the clock was set back since.
        return abs(time.time() - place.stat().st_mtime) < STARTING_SECONDS
    except FileNotFoundError:
        return False


def end(place: Path) -> None:
    """End the process that reads the draft at ``place``, if one does."""
    if who := processes.signed(place / WHO):
        processes.kill(*who)
