"""Adds the recorded run, once, to a home folder without runs."""

from __future__ import annotations

import shutil
from pathlib import Path

from core.disk import check_room
from core.errors import StoreError
from core.examples.recording import read_row, unpack_files
from core.settings import wants_example
from core.store import Store

RECORDED = Path(__file__).with_name("fashion.zip")
# Made once the example was added: one that was deleted does not come back.
ADDED = ".example"


def add_example(store: Store) -> str | None:
    """Add the example to a store without runs; return its id, None where it is not wanted.

    Raises:
        StoreError: the disk or the database refuses; a later start tries again.
    """
    if not wants_example() or (store.home / ADDED).exists() or store.runs.ids():
        return None
    check_room(store.home, 2 * RECORDED.stat().st_size)
    try:
        # Of two servers that start at once, one makes it.
        (store.home / ADDED).touch(exist_ok=False)
        return _restored(store)
    except FileExistsError:
        return None
    except (OSError, StoreError) as error:
        (store.home / ADDED).unlink(missing_ok=True)
        raise StoreError(f"The example run could not be added: {error}") from error


def _restored(store: Store) -> str:
    run, trials = read_row(RECORDED)
    folder = store.files.run(run.id)
    shutil.rmtree(folder, ignore_errors=True)
    # Its files first: whoever sees the run can open its networks.
    unpack_files(RECORDED, folder)
    store.restore(run, trials)
    return run.id
