"""The contents of the home folder, by kind, and what no run needs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.datasets.catalogue import DATASETS, catalogue, uploaded_folder
from core.disk import folder_bytes, free_bytes
from core.jobs.leftovers import Leftover, leftovers
from core.store import Store


@dataclass(frozen=True)
class UsagePart:
    """One kind of what is kept, how much of it there is, and its bytes."""

    title: str
    count: int
    bytes: int


@dataclass(frozen=True)
class UnusedDataset:
    """A person's own data set or table that no run, parent or table refers to."""

    name: str
    title: str
    bytes: int


@dataclass(frozen=True)
class Usage:
    """The home folder: its kinds, what nothing refers to, what no run needs; what is free."""

    home: Path
    free_bytes: int
    parts: tuple[UsagePart, ...]
    leftovers: tuple[Leftover, ...]
    unused: tuple[UnusedDataset, ...]

    @property
    def bytes(self) -> int:
        return sum(part.bytes for part in self.parts)

    @property
    def left_over_bytes(self) -> int:
        return sum(each.bytes for each in self.leftovers)


def usage(store: Store) -> Usage:
    """Look at everything once; it takes as long as counting the files does."""
    home = store.home
    left = tuple(leftovers(store))
    return Usage(home, free_bytes(home), tuple(_parts(home, left)), left, tuple(_unused(store)))


def _parts(home: Path, left: tuple[Leftover, ...]) -> Iterator[UsagePart]:
    tables = {each.name for each in catalogue(home) if each.table is not None}
    own = list(_folders(home / "datasets"))
    outside = {each.path for each in left}
    yield _part("Runs: networks, curves, splits", _folders(home / "runs"), outside)
    yield _part("Data sets", (each for each in own if each.name not in tables), outside)
    yield _part("Tables", (each for each in own if each.name in tables), outside)
    yield _part("Parents", _folders(home / "parents"), outside)
    yield _part("Logs", (home / "logs").glob("*"), outside)
    yield _part("Database", home.glob("paretoscope.db*"), outside)
    yield UsagePart("Left over", len(left), sum(each.bytes for each in left))


def _folders(place: Path) -> Iterator[Path]:
    return (path for path in place.glob("*") if path.is_dir())


def _part(title: str, paths: Iterator[Path], but: set[Path]) -> UsagePart:
    sizes = [_bytes(path, but) for path in paths if path not in but]
    return UsagePart(title, len(sizes), sum(sizes))


def _bytes(path: Path, but: set[Path]) -> int:
    """Return the size of ``path`` without the parts counted elsewhere."""
    if not path.is_dir():
        return path.lstat().st_size if path.exists() else 0
    inside = sum(folder_bytes(each) for each in but if path in each.parents)
    return max(0, folder_bytes(path) - inside)


def _unused(store: Store) -> Iterator[UnusedDataset]:
    home = store.home
    own = [each for each in catalogue(home) if each.name not in DATASETS.names()]
    said = {name: text for name, text in _descriptions(home)}
    runs = store.runs.spec_texts()
    for each in own:
        others = (text for name, text in said.items() if name != each.name)
        if not any(json.dumps(each.name) in text for text in (*runs, *others)):
            size = folder_bytes(uploaded_folder(each.name, home))
            yield UnusedDataset(each.name, each.title, size)


def _descriptions(home: Path) -> Iterator[tuple[str, str]]:
    """Yield descriptions of parents and data sets, which may name other data sets."""
    for path in (*home.glob("parents/*/*.json"), *home.glob("parents/.*/*.json")):
        yield str(path), path.read_text(encoding="utf-8", errors="replace")
    for path in home.glob("datasets/*/info.json"):
        yield path.parent.name, path.read_text(encoding="utf-8", errors="replace")
