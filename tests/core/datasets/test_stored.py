"""Arrays on disk: whole or not at all, and never pickled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from core.datasets.stored import read_arrays, write_arrays
from core.errors import DataError, StoreError

if TYPE_CHECKING:
    from pathlib import Path


def test_arrays_come_back_in_the_order_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.npz"
    write_arrays(path, {"a": np.arange(3), "b": np.ones((2, 2))})
    b, a = read_arrays(path, ("b", "a"), way_out="")
    assert np.array_equal(a, [0, 1, 2]) and np.array_equal(b, np.ones((2, 2)))
    assert [entry.name for entry in path.parent.iterdir()] == ["a.npz"]


def test_arrays_of_one_value_take_hardly_any_room(tmp_path: Path) -> None:
    write_arrays(tmp_path / "a.npz", {"a": np.full((1000, 1000), 7, np.uint8)})
    assert (tmp_path / "a.npz").stat().st_size < 20_000
    assert np.load(tmp_path / "a.npz")["a"].sum() == 7_000_000


def test_arrays_that_an_earlier_version_stored_unpacked_open(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", a=np.arange(3))
    [a] = read_arrays(tmp_path / "a.npz", ("a",), way_out="")
    assert np.array_equal(a, [0, 1, 2])


@pytest.mark.parametrize("at", [60, 200, 900])
def test_array_damaged_on_the_disk_is_reported(tmp_path: Path, at: int) -> None:
    path = tmp_path / "a.npz"
    write_arrays(path, {"a": np.random.default_rng(0).integers(0, 9, 1000)})
    content = bytearray(path.read_bytes())
    content[at] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(DataError, match="reading it failed"):
        read_arrays(path, ("a",), way_out="")


def test_full_disk_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.npz"
    write_arrays(path, {"a": np.arange(3)})
    before = path.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np.lib.format, "write_array", full)
    with pytest.raises(StoreError, match="No space left on device"):
        write_arrays(path, {"a": np.arange(4)})
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_objects_are_never_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="allow_pickle"):
        write_arrays(tmp_path / "a.npz", {"a": np.array([object()])})


def test_pickled_array_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", a=np.array([{"x": 1}], dtype=object))
    with pytest.raises(DataError, match="allow_pickle=False"):
        read_arrays(tmp_path / "a.npz", ("a",), way_out="")


@pytest.mark.parametrize("content", [b"", b"nonsense", b"PK\x03\x04"])
def test_damaged_file_ends_with_the_way_out(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.npz"
    path.write_bytes(content)
    with pytest.raises(DataError, match="must hold the arrays a; .* Do this\\.$"):
        read_arrays(path, ("a",), way_out="Do this.")


def test_missing_array_and_lone_array_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", b=np.arange(3))
    np.save(tmp_path / "b.npy", np.arange(3))
    for name in ("a.npz", "b.npy", "none.npz"):
        with pytest.raises(DataError, match="must hold the arrays a"):
            read_arrays(tmp_path / name, ("a",), way_out="")
