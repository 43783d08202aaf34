"""The store: one database and the files beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.results.layout import Files
from core.settings import database_url
from core.specs import Run, Trial
from core.store.database import Database
from core.store.runs import Holder, Runs
from core.store.spaces import Spaces
from core.store.trials import Trials

__all__ = ["Holder", "Store"]


class Store:
    """Everything that outlives a process. Opening it creates or migrates what is missing.

    Raises:
        StoreError: the folder or the database cannot be opened or written.
    """

    def __init__(self, home: Path, url: str | None = None) -> None:
        self.home = home
        self.database = Database(url or database_url(home), home)
        self.runs = Runs(self.database)
        self.trials = Trials(self.database)
        self.spaces = Spaces(self.database)
        self.files = Files(home)
        self._place = _place_of(home)

    def restore(self, run: Run, finished: Sequence[Trial]) -> None:
        """Add a run that has ended with its trials, in one transaction, as they once were.

        Raises:
            IntegrityError: there is a run of this id.
        """
        with self.database.write() as connection:
            self.runs.restore(connection, run)
            self.trials.restore(connection, run.id, finished)

    def moved(self) -> bool:
        """Return whether the home folder is no longer where it was.

        What is open stays with the old one; what is written next would not.
        """
        return _place_of(self.home) != self._place


def _place_of(home: Path) -> tuple[int, int] | None:
    try:
        found = home.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
