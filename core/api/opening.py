"""What every part of the door starts from: the store, and who asks when nobody says."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from core.errors import StateError
from core.names import LONGEST_OWNER, fault_of, tidy
from core.paths import database_url, home
from core.store import Store

GUEST = "guest"


def owner_named(name: str) -> str:
    """Whose a run or a space is, as the store keeps it: the tidy ``name``, else ``guest``.

    Raises:
        StateError: it is no name that a person can see.
    """
    owner = tidy(name)
    if owner and (fault := fault_of(owner, LONGEST_OWNER)):
        raise StateError(f"owner {fault}")
    return owner or GUEST


def store() -> Store:
    """The store of the current home folder, opened once a process."""
    return _open(home(), database_url(home()))


@lru_cache(maxsize=4)
def _open(folder: Path, url: str) -> Store:
    return Store(folder, url)
