"""What the whole door uses: the store, the default owner, the facts of a data set."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from core.datasets import DatasetInfo, info
from core.errors import NotFoundError, StateError, StoreError
from core.names import LONGEST_OWNER, fault_of, tidy
from core.settings import database_url, home
from core.store import Store
from core.tables import FORMATS

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


def info_of(name: str) -> DatasetInfo:
    """Return one data set's facts, or raise NotFoundError; it says how to get a published table."""
    try:
        return info(name, home())
    except NotFoundError as error:
        if name not in FORMATS:
            raise
        raise NotFoundError(
            f"The table {FORMATS[name].about.title!r} is not here yet. {_way_in(name)}"
        ) from error


def _way_in(name: str) -> str:
    fetch = f"Fetch it: python -m core tables download {name}. Or t"
    start = fetch if FORMATS[name].address else "T"
    return f"{start}ake it in from its file: python -m core tables import FILE --name {name}."


@lru_cache(maxsize=4)
def _open(folder: Path, url: str) -> Store:
    return Store(folder, url)
