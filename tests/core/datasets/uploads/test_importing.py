"""Taking data sets in and removing them: names, and what is written or is not."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import disk
from core.datasets import catalogue, import_dataset, info, remove_dataset
from core.errors import DataError, NotFoundError, StoreError
from core.settings import LEAST_FREE

Make = Any
X = np.zeros((20, 8, 8), np.uint8)
Y = np.arange(20) % 2


def everything_under(home: Path) -> list[str]:
    return sorted(str(path.relative_to(home)) for path in home.rglob("*"))


def test_data_and_description_are_all_that_is_written(npz: Make, take_in: Make, home: Path) -> None:
    report = take_in(npz(x=X, y=Y))
    assert everything_under(home) == [
        "datasets",
        "datasets/mine",
        "datasets/mine/data.npz",
        "datasets/mine/info.json",
    ]
    assert info("mine", home) == report.info
    assert report.info.summary == "20 grey images, 8×8, of 2 classes; uploaded as arrays.npz."


def test_open_file_is_taken_in_as_well_as_a_path(npz: Make, home: Path) -> None:
    file = io.BytesIO(npz(x=X, y=Y).read_bytes())
    report = import_dataset(file, filename="C:\\data\\Leaves.NPZ", name="leaves", home=home)
    assert report.info.train_images == 20
    assert "uploaded as Leaves.NPZ" in report.info.summary


@pytest.mark.parametrize("name", ["", "Mine", "a b", "../mine", "a/b", "é", "x" * 41, "a\n", "."])
def test_name_that_is_no_name_is_refused(npz: Make, take_in: Make, home: Path, name: str) -> None:
    with pytest.raises(DataError, match="name must be 1 to 40 characters"):
        take_in(npz(x=X, y=Y), name)
    assert not home.exists()


@pytest.mark.parametrize("name", ["digits", "cifar10"])
def test_name_of_a_built_in_is_refused(npz: Make, take_in: Make, name: str) -> None:
    with pytest.raises(DataError, match="name must be new"):
        take_in(npz(x=X, y=Y), name)


def test_name_that_is_taken_leaves_the_old_data_set(npz: Make, take_in: Make, home: Path) -> None:
    path = npz(x=X, y=Y)
    take_in(path)
    before = (home / "datasets" / "mine" / "data.npz").read_bytes()
    with pytest.raises(DataError, match="there is a data set 'mine' already"):
        take_in(path)
    assert (home / "datasets" / "mine" / "data.npz").read_bytes() == before


def test_name_taken_meanwhile_is_refused(
    npz: Make, take_in: Make, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def overtaken(self: Path, target: Path) -> Path:
        target.mkdir()
        (target / "info.json").write_text("theirs")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", overtaken)
    with pytest.raises(DataError, match="there is a data set 'mine' already"):
        take_in(npz(x=X, y=Y))
    assert everything_under(home) == ["datasets", "datasets/mine", "datasets/mine/info.json"]


@pytest.mark.parametrize("filename", ["data.csv", "data", "data.npy", "data.npz.exe", ".zip"])
def test_other_kinds_of_file_are_refused(npz: Make, home: Path, filename: str) -> None:
    with pytest.raises(DataError, match=r"filename must end in \.npz or \.zip"):
        import_dataset(npz(x=X, y=Y), filename=filename, name="mine", home=home)


def test_refused_arrays_write_nothing(npz: Make, take_in: Make, home: Path) -> None:
    with pytest.raises(DataError):
        take_in(npz(x=X, y=np.zeros(20, int)))
    assert not home.exists()


def test_refused_images_write_nothing(
    zipped: Make, take_in: Make, home: Path, picture: Make
) -> None:
    for members in ([("../a.png", b"")], [("cat/1.png", picture())], [("a/1.png", b"?")]):
        with pytest.raises(DataError):
            take_in(zipped(members))
    assert not home.exists()


def test_full_disk_is_reported_and_leaves_nothing(
    npz: Make, take_in: Make, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = npz(x=X, y=Y)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk.np.lib.format, "write_array", full)
    with pytest.raises(StoreError, match="No space left on device"):
        take_in(path)
    assert everything_under(home) == ["datasets"]


def test_upload_that_would_leave_too_little_room_writes_nothing(
    npz: Make, take_in: Make, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LEAST_FREE, "1000000000")
    with pytest.raises(StoreError, match="must keep .* GB free"):
        take_in(npz(x=X, y=Y))
    assert not home.exists()


def test_home_that_is_a_file_is_reported(npz: Make, take_in: Make, home: Path) -> None:
    home.write_text("in the way")
    with pytest.raises(StoreError, match="could not be written"):
        take_in(npz(x=X, y=Y))


def test_removed_data_set_is_gone_and_its_name_is_free(
    npz: Make, take_in: Make, home: Path
) -> None:
    path = npz(x=X, y=Y)
    take_in(path)
    remove_dataset("mine", home)
    assert everything_under(home) == ["datasets"]
    assert take_in(path).info.name == "mine"


def test_damaged_data_set_can_be_removed(home: Path) -> None:
    (home / "datasets" / "broken").mkdir(parents=True)
    remove_dataset("broken", home)
    assert everything_under(home) == ["datasets"]


@pytest.mark.parametrize("name", ["nothing", "..", "../home", ""])
def test_removing_what_is_not_there_is_refused(
    npz: Make, take_in: Make, home: Path, name: str
) -> None:
    take_in(npz(x=X, y=Y))
    with pytest.raises(NotFoundError, match="Unknown data set"):
        remove_dataset(name, home)
    assert "mine" in [entry.name for entry in catalogue(home)]


def test_built_in_cannot_be_removed(home: Path) -> None:
    with pytest.raises(DataError, match="built in and cannot be removed"):
        remove_dataset("digits", home)
