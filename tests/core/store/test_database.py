"""The database migrates itself, and its refusals are readable."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

import core.store.database as database_module
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
