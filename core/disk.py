"""How much room the disk has, and how much of it is always left: settings, refusals, warnings.

``PARETOSCOPE_LEAST_FREE_GB`` (1) is what nothing that a person adds may use up, and below
``PARETOSCOPE_LOW_FREE_GB`` (5) people are warned; a GB is 10^9 bytes, 0 switches either off.
"""

from __future__ import annotations

import math
import os
import shutil
from pathlib import Path

from core.errors import StoreError

GB = 10**9
LEAST, LOW = "PARETOSCOPE_LEAST_FREE_GB", "PARETOSCOPE_LOW_FREE_GB"
_USUAL = {LEAST: 1.0, LOW: 5.0}


def setting(name: str) -> int:
    """The bytes that the environment variable ``name`` gives in GB, else the usual ones.

    Raises:
        StoreError: it is no number of 0 or more.
    """
    text = os.environ.get(name) or str(_USUAL[name])
    try:
        gigabytes = float(text)
    except ValueError:
        gigabytes = math.nan
    if not 0 <= gigabytes < math.inf:
        raise StoreError(
            f"{name} must be a number of gigabytes, 0 or more; got {text[:40]!r}. "
            f"For instance: {_USUAL[name]:g}."
        )
    return round(gigabytes * GB)


def free_bytes(folder: Path) -> int:
    """What is free where ``folder`` lies, or would lie."""
    there = folder.absolute()
    while not there.exists() and there != there.parent:
        there = there.parent
    return shutil.disk_usage(there).free


def folder_bytes(folder: Path) -> int:
    """What the files under ``folder`` hold; 0 where there is none."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_size
            except OSError:
                # Gone meanwhile: a file of a run under way.
                continue
    return total


def check_room(folder: Path, more_bytes: int = 0) -> None:
    """Refuse to add ``more_bytes`` to ``folder`` where too little would be left.

    Raises:
        StoreError: less than ``PARETOSCOPE_LEAST_FREE_GB`` would be free afterwards.
    """
    least, free = setting(LEAST), free_bytes(folder)
    if free - more_bytes < least:
        raise StoreError(
            f"The disk of {folder} must keep {least / GB:.3g} GB free; {free / GB:.3g} GB are free"
            f"{f' and {more_bytes / GB:.3g} GB are to be added' if more_bytes else ''}. Delete "
            f"data sets or runs that nobody needs, or allow less with {LEAST}."
        )


def low_disk(folder: Path) -> str:
    """A sentence where little is free on the disk of ``folder``, else an empty text."""
    free = free_bytes(folder)
    if free >= setting(LOW):
        return ""
    return (
        f"Only {free / GB:.1f} GB are left on the disk. Delete data sets or runs that nobody needs."
    )
