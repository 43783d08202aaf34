"""Settings by environment variables: where things are kept, how long, how many."""

from __future__ import annotations

import math
import os
from pathlib import Path

from core.errors import StateError, StoreError
from core.logs import logger

log = logger(__name__)
ROOT = Path(__file__).resolve().parents[1]
SILENT, SILENT_SECONDS, LEAST_SILENT_SECONDS = "PARETOSCOPE_SILENT_SECONDS", 20.0, 2.0
CHECKPOINT, CHECKPOINT_SECONDS = "PARETOSCOPE_CHECKPOINT_SECONDS", 60.0
MOST_QUEUED, USUAL_QUEUED = "PARETOSCOPE_MOST_QUEUED", 50
SLOTS, MOST_SLOTS = "PARETOSCOPE_SLOTS", 256
EXAMPLE, SPARE = "PARETOSCOPE_EXAMPLE", "PARETOSCOPE_SPARE"
LEAST_FREE, LOW_FREE = "PARETOSCOPE_LEAST_FREE_GB", "PARETOSCOPE_LOW_FREE_GB"
GB = 10**9
_USUAL_GB = {LEAST_FREE: 1.0, LOW_FREE: 5.0}


def home() -> Path:
    """Return the home folder: ``PARETOSCOPE_HOME``, else the project's ``var/``."""
    return Path(os.environ.get("PARETOSCOPE_HOME") or ROOT / "var").expanduser().resolve()


def database_url(folder: Path) -> str:
    """Return the store's URL: ``PARETOSCOPE_DB``, else a SQLite file in ``folder``."""
    return os.environ.get("PARETOSCOPE_DB") or f"sqlite:///{folder / 'paretoscope.db'}"


def silent_seconds() -> float:
    """Return the seconds of silence after which a worker is replaced."""
    return _seconds_in(SILENT, SILENT_SECONDS, LEAST_SILENT_SECONDS)


def checkpoint_seconds() -> float:
    """Return the seconds after which a training is kept again, so that it can be gone on with."""
    return _seconds_in(CHECKPOINT, CHECKPOINT_SECONDS, 0.0)


def _seconds_in(name: str, usual: float, least: float) -> float:
    text = os.environ.get(name, "")
    try:
        given = float(text or usual)
    except ValueError:
        given = math.nan
    if least <= given <= 1e6:
        return given
    log.warning(
        "%s must be a number of seconds, at least %g; got %r. %g is taken.",
        name,
        least,
        text,
        usual,
    )
    return usual


def most_queued() -> int:
    """Return how many runs of one owner may wait; 0 for any number.

    Raises:
        StateError: it is no whole number of 0 or more.
    """
    text = os.environ.get(MOST_QUEUED) or str(USUAL_QUEUED)
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise StateError(
            f"{MOST_QUEUED} must be a whole number, 0 or more; got {text[:40]!r}. "
            f"For instance: {USUAL_QUEUED}."
        )
    return int(text)


def cpu_slots() -> int | None:
    """Return how many runs a machine without a GPU works on at once; None if it is not set."""
    text = os.environ.get(SLOTS, "")
    if not text:
        return None
    if text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= MOST_SLOTS:
        return int(text)
    log.warning(
        "%s must be a whole number from 1 to %d; got %r. It counts as not set.",
        SLOTS,
        MOST_SLOTS,
        text[:40],
    )
    return None


def wants_example() -> bool:
    """Return whether a new home folder begins with a finished run.

    Raises:
        StateError: it is neither 0 nor 1.
    """
    return _switched_on(EXAMPLE)


def wants_spare() -> bool:
    """Return whether a worker waits, warm, for the first run and to replace one that dies."""
    try:
        return _switched_on(SPARE)
    except StateError as error:
        log.warning("%s 1 is taken.", error)
        return True


def _switched_on(name: str) -> bool:
    text = os.environ.get(name) or "1"
    if text not in ("0", "1"):
        raise StateError(f"{name} must be 1 (yes) or 0 (no); got {text[:40]!r}.")
    return text == "1"


def least_free_bytes() -> int:
    """Return the disk space that must stay free, or raise StoreError."""
    return _bytes_in(LEAST_FREE)


def low_free_bytes() -> int:
    """Return the free disk space below which people are warned, or raise StoreError."""
    return _bytes_in(LOW_FREE)


def _bytes_in(name: str) -> int:
    text = os.environ.get(name) or str(_USUAL_GB[name])
    try:
        gigabytes = float(text)
    except ValueError:
        gigabytes = math.nan
    if not 0 <= gigabytes < math.inf:
        raise StoreError(
            f"{name} must be a number of gigabytes, 0 or more; got {text[:40]!r}. "
            f"For instance: {_USUAL_GB[name]:g}."
        )
    return round(gigabytes * GB)
