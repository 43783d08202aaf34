"""What nothing refers to goes; what is young, in the making or somebody's stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.jobs.leftovers import LEAST_SECONDS, leftovers, sweep
from core.store import Store
from tests.seeds import seed_run

# More than any process has.
NOBODY = 2**22 + 1


def left(path: Path, *, old: bool = True, folder: bool = True) -> Path:
    """Something that was last written more than an hour ago, or just now."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path
    if folder:
        path.mkdir()
        file = path / "inside"
    file.write_bytes(b"x" * 1000)
    if old:
        then = file.stat().st_mtime - LEAST_SECONDS - 10
        for each in {path, file}:
            os.utime(each, (then, then))
    return path


def found(store: Store) -> set[Path]:
    return {each.path for each in leftovers(store)}


@pytest.mark.parametrize(
    "place",
    [
        "datasets/.incoming-abc",
        f"datasets/.incoming-{NOBODY}-abc",
        f"datasets/.removed-{NOBODY}-abc",
        f".download-{NOBODY}-abc",
    ],
)
def test_a_draft_whose_maker_died_goes_an_hour_later(store: Store, place: str) -> None:
    draft = left(store.home / place)
    assert found(store) == {draft}
    assert sweep(store) == 1000 and not draft.exists()


def test_a_file_that_was_not_finished_goes_too(store: Store) -> None:
    run_id = seed_run(store, [])
    for name, folder in (
        (f".arrays-{NOBODY}-x", store.home / "datasets" / "mine"),
        (f".draft-{NOBODY}-0a1b2c3d", store.home / "datasets" / "mine"),
        (f".draft-{NOBODY}-0a1b2c3d", store.home / "parents" / "mine"),
        (f".draft-{NOBODY}-0a1b2c3d", store.files.run(run_id)),
        (f".draft-{NOBODY}-0a1b2c3d", store.home),
    ):
        draft = left(folder / name, folder=False)
        assert sweep(store) == 1000 and not draft.exists() and folder.exists()


def test_what_is_young_or_whose_maker_lives_stays(store: Store) -> None:
    young = left(store.home / "datasets" / ".incoming-abc", old=False)
    mine = left(store.home / "datasets" / f".incoming-{os.getpid()}-abc")
    assert sweep(store) == 0 and young.exists() and mine.exists()


def test_what_somebody_made_stays_however_old(store: Store) -> None:
    run_id = seed_run(store, [])
    kept = [
        left(store.home / "datasets" / "mine"),
        left(store.home / "parents" / ".refused"),
        left(store.home / "parents" / "mine"),
        left(store.home / "own notes"),
        left(store.files.run(run_id)),
    ]
    assert sweep(store) == 0 and all(path.exists() for path in kept)


def test_files_of_a_run_whose_row_is_gone_go(store: Store) -> None:
    for _ in range(2):
        seed_run(store, [])
    lost, young = "0" * 12, "1" * 12
    gone = left(store.files.run(lost))
    stays = left(store.files.run(young), old=False)
    assert sweep(store) == 1000
    assert not gone.exists() and stays.exists()


def test_a_database_that_was_exchanged_costs_no_run_its_files(store: Store) -> None:
    lost = [left(store.files.run(f"{number:012x}")) for number in range(3)]
    seed_run(store, [])
    assert sweep(store) == 0 and all(path.exists() for path in lost)


def test_what_an_ended_run_had_in_training_goes_and_a_paused_ones_stays(store: Store) -> None:
    ended, paused = seed_run(store, []), seed_run(store, [])
    store.runs.change(paused, status="paused")
    gone, stays = (left(store.files.aside(run_id, 3)) for run_id in (ended, paused))
    assert sweep(store) == 1000
    assert not gone.exists() and stays.exists()
