"""The connection: SQLite in WAL mode, migrated, its errors made readable."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from filelock import FileLock
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, ProgrammingError

from core.errors import StoreError
from core.store.reading import decoded
from core.store.tables import SCHEMA

BUSY_TIMEOUT_MS = 15_000
MIGRATIONS = Path(__file__).with_name("migrations")


class Database:
    """Opens, migrates and guards one database. Safe to share between threads."""

    def __init__(self, url: str, home: Path) -> None:
        self.url = url
        try:
            home.mkdir(parents=True, exist_ok=True)
            self.engine = _engine(url)
            with _readable_errors():
                self._migrate(home)
        except OSError as error:
            raise StoreError(
                f"PARETOSCOPE_HOME must be a folder that can be written; {home}: {error.strerror}."
            ) from error

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a connection that sees one consistent state."""
        with _readable_errors(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction that holds the write lock from its first statement."""
        with _readable_errors(), self.engine.connect() as connection:
            with connection.execution_options(write=True).begin():
                yield connection

    def close(self) -> None:
        self.engine.dispose()

    def _migrate(self, home: Path) -> None:
        if self._version() == SCHEMA:
            return
        with FileLock(home / "migrate.lock"):
            version = self._version()
            if version not in (None, *_known_versions()):
                raise StoreError(_newer(version, home))
            if version != SCHEMA:
                _upgrade(self.engine)

    def _version(self) -> str | None:
        with self.engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
            return row[0] if row else None


def _engine(url: str) -> Engine:
    try:
        engine = create_engine(url, json_deserializer=decoded)
    except (ArgumentError, ImportError) as error:
        raise StoreError(
            f"PARETOSCOPE_DB must be a database URL that SQLAlchemy can open; got {url!r}: {error}."
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # With isolation_level None the driver opens no transaction by itself: _begin_sqlite does.
    connection.isolation_level = None
    # Bytes that are no text, of a damaged page for one, must not hide the rows around them.
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails at once when another process wrote
    # in between; one that asks for the lock first only waits.
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _known_versions() -> set[str]:
    """Return the versions of the schema that this code can migrate."""
    files = (MIGRATIONS / "versions").glob("v*_*.py")
    return {file.name[1:].partition("_")[0] for file in files}


def _newer(version: str | None, home: Path) -> str:
    return (
        f"The store in {home} was written by a newer version of Paretoscope: its schema is "
        f"{version!r}, and this version knows those up to {SCHEMA!r}. Update Paretoscope, or name "
        "another folder in PARETOSCOPE_HOME. Nothing was changed."
    )


def _upgrade(engine: Engine) -> None:
    # Imported here: a process that finds the schema in order does not pay for Alembic.
    from alembic import command
    from alembic.config import Config

    config = Config()
    # The option is read with %-interpolation.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def _readable_errors() -> Iterator[None]:
    try:
        yield
    except (IntegrityError, ProgrammingError):
        # Faults of this code, not of the disk: they are to be seen as they are.
        raise
    except DBAPIError as error:
        raise StoreError(_explain(str(error.orig))) from error


def _explain(message: str) -> str:
    lowered = message.lower()
    if "disk is full" in lowered or "disk i/o" in lowered:
        return f"The disk is full or failing ({message}). Free some space; nothing was written."
    if "locked" in lowered:
        seconds = BUSY_TIMEOUT_MS // 1000
        return (
            f"The database stayed locked for {seconds} s. Another program holds it open for "
            "writing; close it and try again. Nothing was written."
        )
    if "readonly" in lowered or "unable to open" in lowered:
        return f"The database cannot be written ({message}). Check PARETOSCOPE_HOME's permissions."
    if "not a database" in lowered or "malformed" in lowered:
        return f"The database is damaged ({message}). Restore a copy, or name another file."
    return f"The database refused: {message}."
