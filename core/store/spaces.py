"""Spaces that people saved, by owner and name."""

from __future__ import annotations

import time

from sqlalchemy import ColumnElement, RowMapping, delete, insert, select

from core.errors import NotFoundError
from core.specs import Space, Unreadable
from core.store.database import Database
from core.store.reading import readable, space_of, unreadable_space
from core.store.tables import spaces


class Spaces:
    """The table of saved spaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, space: Space, owner: str) -> None:
        """Keep ``space`` under its name, in place of the owner's earlier one of that name."""
        row = {"owner": owner, "name": space.name, "changed": time.time()}
        with self._database.write() as connection:
            connection.execute(delete(spaces).where(_named(space.name, owner)))
            connection.execute(insert(spaces).values(body=space.model_dump(mode="json"), **row))

    def of(self, owner: str) -> list[Space]:
        """Return the owner's spaces by name; one that cannot be read is logged and left out."""
        return list(readable(self._rows(owner), space_of))

    def unreadable(self, owner: str) -> list[Unreadable]:
        """Return the owner's spaces that :meth:`of` leaves out, by name."""
        return [found for row in self._rows(owner) if (found := unreadable_space(row))]

    def _rows(self, owner: str) -> list[RowMapping]:
        query = select(spaces).where(spaces.c.owner == owner).order_by(spaces.c.name)
        with self._database.read() as connection:
            return list(connection.execute(query).mappings())

    def delete(self, name: str, owner: str) -> None:
        """Forget a space.

        Raises:
            NotFoundError: the owner has none of that name.
        """
        with self._database.write() as connection:
            gone = connection.execute(delete(spaces).where(_named(name, owner)))
        if not gone.rowcount:
            raise NotFoundError(f"{owner!r} has saved no space called {name!r}.")


def _named(name: str, owner: str) -> ColumnElement[bool]:
    return (spaces.c.name == name) & (spaces.c.owner == owner)
