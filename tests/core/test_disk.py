"""Room on the disk, and arrays that are written whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from core.disk import (
    DRAFT,
    check_room,
    folder_bytes,
    free_bytes,
    low_disk,
    read_arrays,
    replacing,
    write_arrays,
)
from core.errors import DataError, StoreError
from core.settings import GB, LEAST_FREE, LOW_FREE

if TYPE_CHECKING:
    from pathlib import Path


MORE_THAN_ANY_DISK = "1000000000"


def test_a_folder_yet_to_be_made_has_the_room_of_the_one_above(tmp_path: Path) -> None:
    assert free_bytes(tmp_path / "a" / "b") == pytest.approx(free_bytes(tmp_path), rel=0.1)


def test_what_would_leave_too_little_is_refused_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LEAST_FREE, "0.001")
    check_room(tmp_path)
    with pytest.raises(StoreError, match="must keep 0.001 GB free.*are to be added. Delete"):
        check_room(tmp_path, free_bytes(tmp_path) + GB)
    monkeypatch.setenv(LEAST_FREE, MORE_THAN_ANY_DISK)
    with pytest.raises(StoreError, match=f"allow less with {LEAST_FREE}"):
        check_room(tmp_path)


def test_little_room_is_warned_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LOW_FREE, "0")
    assert low_disk(tmp_path) == ""
    monkeypatch.setenv(LOW_FREE, MORE_THAN_ANY_DISK)
    assert "GB are left on the disk" in low_disk(tmp_path)


@pytest.mark.parametrize("text", ["much", "-1", "nan", "inf"])
def test_a_setting_that_is_no_amount_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv(LEAST_FREE, text)
    with pytest.raises(StoreError, match=f"{LEAST_FREE} must be a number of gigabytes"):
        check_room(tmp_path)


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text("old")
    with pytest.raises(OSError, match="disk full"), replacing(file) as draft:
        draft.write_text("ne")
        raise OSError("disk full")
    assert file.read_text() == "old" and list(tmp_path.iterdir()) == [file]
    with replacing(file) as draft:
        draft.write_text("new")
        assert file.read_text() == "old" and DRAFT.fullmatch(draft.name)
    assert file.read_text() == "new" and list(tmp_path.iterdir()) == [file]


def test_two_who_write_one_file_do_not_meet(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    with replacing(file) as one, replacing(file) as two:
        one.write_text("one")
        two.write_text("two")
    assert file.read_text() == "one"


def test_a_folder_holds_what_its_files_hold(tmp_path: Path) -> None:
    assert folder_bytes(tmp_path / "none") == 0
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a").write_bytes(bytes(70))
    (tmp_path / "b").write_bytes(bytes(30))
    assert folder_bytes(tmp_path) == 100


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
