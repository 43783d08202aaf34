"""The database migrates itself, and its refusals are readable."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

import core.store.database as database_module
from core import api
from core.errors import StoreError
from core.specs import RunSpec
from core.store import Store
from core.store.tables import SCHEMA, metadata
from tests.conftest import make_trial
from tests.seeds import add_trials


def migrations() -> Config:
    config = Config()
    folder = Path(database_module.__file__).with_name("migrations")
    config.set_main_option("script_location", str(folder))
    return config


def test_the_code_reads_the_newest_schema() -> None:
    assert ScriptDirectory.from_config(migrations()).get_current_head() == SCHEMA


def test_the_first_schema_is_brought_up_and_back_with_its_trials(
    store: Store, spec: RunSpec
) -> None:
    run_id = store.runs.add(spec, "ada")
    add_trials(store, run_id, [make_trial(0), make_trial(1)])
    before = store.trials.of(run_id)
    config = migrations()
    with store.database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        columns = {column["name"] for column in inspect(connection).get_columns("trials")}
    assert "continues" not in columns
    again = Store(store.home)
    assert again.trials.of(run_id) == before and again.runs.get(run_id).counts.complete == 2


def test_migrations_make_exactly_the_tables_of_the_code(store: Store) -> None:
    with store.database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


@pytest.mark.parametrize(
    "change",
    [
        "DROP INDEX one_start_a_net",
        "DROP INDEX ix_runs_status",
        "ALTER TABLE runs DROP COLUMN box",
        "ALTER TABLE spaces ADD COLUMN extra FLOAT",
    ],
)
def test_tables_that_differ_from_the_code_are_seen(store: Store, change: str) -> None:
    with store.database.write() as connection:
        connection.execute(text(change))
        assert len(compare_metadata(MigrationContext.configure(connection), metadata)) == 1


def test_opening_again_keeps_what_is_there(store: Store, spec: RunSpec) -> None:
    run_id = store.runs.add(spec, "ada")
    assert Store(store.home).runs.get(run_id).owner == "ada"


def test_sqlite_runs_in_wal_mode(store: Store) -> None:
    with store.database.read() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"


def test_a_locked_database_is_reported(
    store: Store,
    spec: RunSpec,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(database_module, "BUSY_TIMEOUT_MS", 50)
    impatient = Store(store.home)
    other = sqlite3.connect(store.home / "paretoscope.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="stayed locked"):
        impatient.runs.add(spec, "ada")
    other.execute("ROLLBACK")
    assert impatient.runs.find() == []


def test_a_full_disk_is_reported(store: Store, spec: RunSpec) -> None:
    with store.database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match="disk is full"):
        for _ in range(200):
            store.runs.add(spec, "ada")


def test_a_damaged_database_is_reported(home: Path) -> None:
    home.mkdir()
    (home / "paretoscope.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError, match="The database is damaged"):
        Store(home)


@pytest.mark.parametrize("url", ["nonsense", "nosuch+driver://host/base"])
def test_a_database_that_cannot_be_opened_is_named(home: Path, url: str) -> None:
    with pytest.raises(StoreError, match="PARETOSCOPE_DB must be a database URL"):
        Store(home, url)


def test_a_home_that_is_a_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("not a folder")
    with pytest.raises(StoreError, match="must be a folder that can be written"):
        Store(tmp_path / "home")


def set_version(store: Store, version: str) -> None:
    with store.database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})


@pytest.mark.parametrize("version", ["9999", "a1b2c3d4"])
def test_a_store_of_a_newer_version_is_reported_in_a_sentence(store: Store, version: str) -> None:
    set_version(store, version)
    with pytest.raises(StoreError, match="written by a newer version") as caught:
        Store(store.home)
    assert repr(version) in str(caught.value) and "Update Paretoscope" in str(caught.value)
    set_version(store, SCHEMA)
    assert Store(store.home).runs.find() == []


@pytest.mark.parametrize("place", [0, 100, 4096, 8192, 20_000])
def test_bytes_overwritten_in_the_file_are_the_stores_own_error(
    store: Store, spec: RunSpec, place: int
) -> None:
    for _ in range(30):
        store.runs.add(spec, "ada")
    store.database.close()
    with (store.home / "paretoscope.db").open("r+b") as file:
        file.seek(place)
        file.write(b"\xde\xad" * 2000)
    raised = [
        raised_by(lambda: Store(store.home).runs.find()),
        raised_by(lambda: Store(store.home).runs.holders()),
        raised_by(lambda: Store(store.home).runs.unreadable()),
        raised_by(lambda: Store(store.home).runs.add(spec, "ada")),
    ]
    assert {type(error) for error in raised} <= {StoreError, type(None)}


def raised_by(call: Callable[[], object]) -> Exception | None:
    """What ``call`` raises, if it does."""
    try:
        call()
    except Exception as error:
        return error
    return None


def test_an_empty_file_becomes_a_store(home: Path, spec: RunSpec) -> None:
    home.mkdir()
    (home / "paretoscope.db").touch()
    assert Store(home).runs.add(spec, "ada")


@pytest.mark.skipif(os.name == "nt", reason="users have no numbers there")
def test_a_home_that_may_only_be_read_is_reported(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o555)
    with one_who_may_not_write(), pytest.raises(StoreError, match="be written"):
        Store(home)


@contextmanager
def one_who_may_not_write() -> Iterator[None]:
    """A superuser may write anywhere: as long as the block lasts, this one steps down."""
    if os.getuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_home_that_was_moved_is_noticed(store: Store) -> None:
    assert not store.moved() and api.store().home == store.home
    store.home.rename(store.home.with_name("elsewhere"))
    assert store.moved()
    with pytest.raises(StoreError, match="was moved or removed"):
        api.store()
    assert not store.home.exists()
    store.home.with_name("elsewhere").rename(store.home)
    assert not store.moved() and api.store().runs.find() == []
