"""A store that cannot be used is told in words on every page, and on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from core.store import Store
from tests.core.test_main import core
from tests.pages.test_pages import Open, words

PAGES = ("home", "design", "launch", "prune", "front", "candidate", "compare", "runs")


def newer(home: Path) -> str:
    store = Store(home)
    with store.database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.database.close()
    return "written by a newer version"


def garbage(home: Path) -> str:
    home.mkdir()
    (home / "paretoscope.db").write_bytes(b"not a database at all" * 500)
    return "The database is damaged"


def overwritten(home: Path) -> str:
    Store(home).database.close()
    with (home / "paretoscope.db").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xde\xad" * 30_000)
    return "The database is damaged"


FAULTS = {fault.__name__: fault for fault in (newer, garbage, overwritten)}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_every_page_says_what_is_wrong_with_the_store(
    home: Path, open_page: Open, page: str, fault: Callable[[Path], str]
) -> None:
    message = fault(home)
    app = open_page(page)
    # Design can be used without a store.
    assert message in words(app) or page == "design"


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_the_command_line_says_it_in_a_sentence(home: Path, fault: Callable[[Path], str]) -> None:
    message = fault(home)
    done = core("runs", ok=False)
    assert done.stderr.startswith("Error: ") and message in done.stderr
    assert "Traceback" not in done.stderr
