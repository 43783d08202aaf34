"""The disk: what the home folder holds, and clearing what nothing needs."""

from __future__ import annotations

from core import disk, examples, usage
from core.api.opening import store
from core.jobs import leftovers
from core.settings import home
from core.usage import Usage


def disk_usage() -> Usage:
    """Return what is stored, by kind, unreferenced files, and data sets no run needs."""
    return usage.usage(store())


def clear_leftovers() -> int:
    """Remove what nothing refers to; returns the bytes that became free.

    Nothing goes that a run, a parent or a data set needs, is younger than an hour, or is being
    made.
    """
    return leftovers.sweep(store())


def low_disk() -> str:
    """Return a warning if the home folder's disk is nearly full, else an empty text."""
    return disk.low_disk(home())


def add_example() -> str | None:
    """Give a new home folder a finished run to look at; returns its id if it was added.

    It is added once, to a home folder without runs: one that was deleted does not come back.
    ``PARETOSCOPE_EXAMPLE=0`` leaves it out.

    Raises:
        StateError: ``PARETOSCOPE_EXAMPLE`` is neither 0 nor 1.
        StoreError: the disk or the database refuses.
    """
    return examples.add_example(store())
