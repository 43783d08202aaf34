"""What the home folder holds, and what of it no run needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.datasets import info
from core.datasets.catalogue import uploaded_folder
from core.store import Store
from core.usage import Usage, usage
from tests.seeds import seed_run, seed_spec


def uploaded_dataset(home: Path, name: str) -> Path:
    """A data set of a person's own, of 1,000 bytes and its description."""
    folder = uploaded_folder(name, home)
    folder.mkdir(parents=True)
    (folder / "data.npz").write_bytes(b"x" * 1000)
    about = info("digits", home).model_copy(update={"name": name, "origin": "uploaded"})
    (folder / "info.json").write_text(about.model_dump_json())
    return folder


def part(kept: Usage, word: str) -> tuple[int, int]:
    [found] = [each for each in kept.parts if each.title.startswith(word)]
    return found.count, found.bytes


def test_kinds_are_counted_once_each(store: Store) -> None:
    run_id = seed_run(store, [])
    model = store.files.model(run_id, 0)
    model.parent.mkdir(parents=True)
    model.write_bytes(b"x" * 5000)
    folder = uploaded_dataset(store.home, "mine")
    kept = usage(store)
    assert part(kept, "Runs") == (1, 5000)
    assert part(kept, "Data sets") == (1, sum(f.stat().st_size for f in folder.iterdir()))
    assert part(kept, "Database")[1] > 0 and part(kept, "Parents") == (0, 0)
    assert kept.bytes == sum(each.bytes for each in kept.parts) and kept.free_bytes > 0


@pytest.mark.parametrize("status", ["finished", "queued"])
def test_a_data_set_that_a_run_was_made_on_is_in_use(store: Store, status: str) -> None:
    uploaded_dataset(store.home, "mine")
    assert [each.name for each in usage(store).unused] == ["mine"]
    run_id = store.runs.add(seed_spec("x", 3).model_copy(update={"dataset": "mine"}), "ada")
    store.runs.change(run_id, status=status)
    assert usage(store).unused == ()


def test_a_run_that_cannot_be_read_still_keeps_its_data(store: Store) -> None:
    uploaded_dataset(store.home, "mine")
    run_id = store.runs.add(seed_spec("x", 3), "ada")
    store.runs.change(run_id, spec={"dataset": "mine", "of": "another version"})
    assert store.runs.unreadable() and usage(store).unused == ()


def test_data_of_a_parent_are_in_use(store: Store) -> None:
    uploaded_dataset(store.home, "mine")
    place = store.home / "parents" / "net"
    place.mkdir(parents=True)
    (place / "parent.json").write_text('{"dataset":"mine"}')
    assert usage(store).unused == ()
