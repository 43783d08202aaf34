"""A run in a zip: what was written is what another store holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from core.examples.recording import read_row, unpack_files, write_run
from core.store import Store
from tests.seeds import seed_run, seed_split, seed_trials


def test_a_run_restored_elsewhere_is_the_run_it_was(store: Store, tmp_path: Path) -> None:
    run_id = seed_run(store, seed_trials(30))
    seed_split(store, run_id)
    store.files.trial(run_id, 4).mkdir(parents=True)
    (store.files.trial(run_id, 4) / "curves.json").write_text("[0.5]")
    write_run(store, store.runs.get(run_id), tmp_path / "run.zip")

    other = Store(tmp_path / "elsewhere")
    run, trials = read_row(tmp_path / "run.zip")
    other.restore(run, trials)
    unpack_files(tmp_path / "run.zip", other.files.run(run_id))

    assert other.runs.get(run_id) == store.runs.get(run_id)
    assert other.trials.of(run_id) == store.trials.of(run_id)
    assert _files(other, run_id) == _files(store, run_id)
    other.database.close()


def test_the_same_run_is_written_as_the_same_bytes(store: Store, tmp_path: Path) -> None:
    run_id = seed_run(store, seed_trials(3))
    seed_split(store, run_id)
    for name in ("one.zip", "two.zip"):
        write_run(store, store.runs.get(run_id), tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_run_that_is_there_is_not_restored_over(store: Store, tmp_path: Path) -> None:
    run_id = seed_run(store, seed_trials(3))
    before = store.trials.of(run_id)
    with pytest.raises(IntegrityError):
        store.restore(store.runs.get(run_id), before[:1])
    assert store.trials.of(run_id) == before


def _files(store: Store, run_id: str) -> dict[str, bytes]:
    folder = store.files.run(run_id)
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
