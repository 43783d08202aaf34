"""The disk: what the home folder holds, and clearing what nothing needs."""

from __future__ import annotations

from core import disk, usage
from core.api.opening import store
from core.jobs import leftovers
from core.paths import home
from core.usage import Usage


def disk_usage() -> Usage:
    """What is kept, by kind; what nothing refers to; own data sets that no run needs."""
    return usage.usage(store())


def clear_leftovers() -> int:
    """Remove what nothing refers to; returns the bytes that became free.

    Nothing goes that a run, a parent or a data set needs, is younger than an hour, or is being
    made.
    """
    return leftovers.sweep(store())


def low_disk() -> str:
    """A sentence where little is free on the disk of the home folder, else an empty text."""
    return disk.low_disk(home())
