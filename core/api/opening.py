"""The store that the whole door uses, and the default owner."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from core.errors import StateError, StoreError
from core.names import LONGEST_OWNER, fault_of, tidy
from core.paths import database_url, home
from core.store import Store

GUEST = "guest"


def owner_named(name: str) -> str:
    """Return the owner as stored: the normalised ``name``, else ``guest``.

    Raises:
        StateError: it is no name that a person can see.
    """
    owner = tidy(name)
    if owner and (fault := fault_of(owner, LONGEST_OWNER)):
        raise StateError(f"owner {fault}")
    return owner or GUEST


def store() -> Store:
    """Return the store of the current home folder, opened once for each process.

    Raises:
        StoreError: it cannot be opened, or its folder was moved or removed meanwhile.
    """
    opened = _open(home(), database_url(home()))
    if opened.moved():
        raise StoreError(
            f"The folder {opened.home} was moved or removed while it was in use. Put it back, or "
            "start again; PARETOSCOPE_HOME names another place."
        )
    return opened


@lru_cache(maxsize=4)
def _open(folder: Path, url: str) -> Store:
    return Store(folder, url)
