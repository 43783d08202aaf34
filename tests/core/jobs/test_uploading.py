"""Uploads that a process of its own takes in: what comes back, and what is left behind."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image

from core import api
from core.datasets.builtin.loaders import load
from core.errors import DataError, StateError, StoreError
from core.jobs import errands, uploading
from core.settings import LEAST_FREE, LOW_FREE
from tests.conftest import imported
from tests.core.datasets.pictures import saved


def arrays(**more: np.ndarray) -> io.BytesIO:
    file = io.BytesIO()
    x = np.arange(20 * 64, dtype=np.uint8).reshape(20, 8, 8)
    np.savez(file, **({"x": x, "y": np.arange(20) % 2} | more))
    return file


def pictures() -> io.BytesIO:
    """Two classes of pictures of different sizes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for number in range(20):
            image = Image.new("L", (20 + number, 30), 200 if number % 2 else 50)
            packed.writestr(f"{'ab'[number % 2]}/{number}.png", saved(image, "PNG"))
    return file


def left(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "datasets").iterdir())


def test_an_open_file_is_taken_in_and_its_copy_is_gone(home: Path) -> None:
    report = api.add_dataset(arrays(notes=np.arange(3)), "mine.npz", "mine")
    assert report.info in api.datasets()
    assert report.left_out == ("notes: not an array that is used",)
    assert left(home) == ["mine"]


def test_a_refusal_comes_in_the_same_words_and_leaves_nothing(home: Path) -> None:
    with pytest.raises(DataError, match=r"mine\.npz must hold the arrays x and y"):
        api.add_dataset(io.BytesIO(zipfile_of("a.txt")), "mine.npz", "mine")
    assert left(home) == []


def zipfile_of(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr(name, b"")
    return file.getvalue()


def test_a_name_that_is_taken_is_refused_before_anything_is_copied(home: Path) -> None:
    with pytest.raises(DataError, match="name must be new"):
        api.add_dataset(arrays(), "mine.npz", "digits")
    assert not home.exists()


def test_a_process_that_dies_without_a_word_is_reported(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "_ERRAND", errands.Errand("this", "a.lock", 5, 60, "", ""))
    with pytest.raises(StateError, match=r"read mine\.npz ended without a word"):
        api.add_dataset(arrays(), "mine.npz", "mine")
    assert left(home) == []


def test_too_little_room_refuses_and_little_room_warns(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LOW_FREE, "1000000000")
    assert "GB are left on the disk" in api.add_dataset(arrays(), "a.npz", "mine").notes[-1]
    monkeypatch.setenv(LEAST_FREE, "1000000000")
    with pytest.raises(StoreError, match="GB free"):
        api.add_dataset(arrays(), "a.npz", "other")
    assert left(home) == ["mine"]


def test_pictures_of_different_sizes_are_brought_to_one(home: Path) -> None:
    with pytest.raises(DataError, match="Choose a side that all are brought to"):
        api.add_dataset(pictures(), "mine.zip", "mine")
    report = api.add_dataset(pictures(), "mine.zip", "mine", side=64, fit="letterbox")
    assert (report.info.image_shape, report.info.fit) == ((64, 64, 1), "letterbox")


def test_samples_are_the_pictures_that_would_be_kept(home: Path) -> None:
    few = api.sample_images(pictures(), "mine.zip", side=16, fit="crop")
    assert few.shape == (6, 16, 16, 1) and left(home) == []
    api.add_dataset(pictures(), "mine.zip", "mine", side=16)
    kept = load("mine", home).x_train
    assert all(any(np.array_equal(one, other) for other in kept) for one in few)


def test_a_large_upload_does_not_grow_the_process_that_asks(home: Path, tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (6_000, 100, 100), dtype=np.uint8)
    np.savez(tmp_path / "large.npz", x=pixels, y=np.arange(6_000) % 2)
    del pixels
    api.datasets()
    before = psutil.Process().memory_info().rss
    with (tmp_path / "large.npz").open("rb") as file:
        assert api.add_dataset(file, "large.npz", "large").info.train_images == 6_000
    assert psutil.Process().memory_info().rss - before < 30_000_000


def test_taking_in_imports_no_tensorflow() -> None:
    assert "tensorflow" not in imported("import core.jobs.uploading, core.jobs.upload, core.tables")
