"""What every part of the door starts from: the store, and who asks when nobody says."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from core.paths import database_url, home
from core.store import Store

GUEST = "guest"


def store() -> Store:
    """The store of the current home folder, opened once a process."""
    return _open(home(), database_url(home()))


@lru_cache(maxsize=4)
def _open(folder: Path, url: str) -> Store:
    return Store(folder, url)
