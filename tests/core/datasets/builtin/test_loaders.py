"""What each loader gives: shapes, ranges, labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from sklearn.datasets import load_digits

from core.datasets.builtin.arrays import Arrays
from core.datasets.builtin.loaders import load
from core.datasets.catalogue import info
from core.errors import DataError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def assert_fits_info(arrays: Arrays, name: str, home: Path) -> None:
    entry = info(name, home)
    assert arrays.x_train.shape == (entry.train_images, *entry.image_shape)
    assert arrays.x_test.shape == (entry.test_images, *entry.image_shape)
    assert arrays.y_train.shape == (entry.train_images,)
    assert arrays.y_test.shape == (entry.test_images,)
    assert np.array_equal(np.unique(arrays.y_train), np.arange(len(entry.class_names)))
    assert arrays.y_train.dtype == arrays.y_test.dtype == np.int32


@pytest.mark.parametrize("name", ["digits", "fashion_mnist"])
def test_bundled_arrays_are_what_the_catalogue_says(name: str, home: Path) -> None:
    assert_fits_info(load(name, home), name, home)


def test_digits_are_those_that_scikit_learn_gives(home: Path) -> None:
    ours = load("digits", home)
    theirs = load_digits()
    assert np.array_equal(ours.x_train[..., 0] * 16, theirs.images)
    assert np.array_equal(ours.y_train, theirs.target)
    assert ours.x_train.max() == 1.0


def test_fashion_mnist_has_equal_classes(home: Path) -> None:
    arrays = load("fashion_mnist", home)
    assert set(np.bincount(arrays.y_train)) == {1000}
    assert set(np.bincount(arrays.y_test)) == {200}
    assert arrays.x_train.dtype == np.uint8


def test_upload_comes_back_as_it_was(
    home: Path, npz: Callable[..., Path], take_in: Callable[..., object]
) -> None:
    x = np.random.default_rng(0).integers(0, 256, (30, 9, 7, 3), dtype=np.uint8)
    take_in(npz(x=x, y=np.arange(30) % 3))
    arrays = load("mine", home)
    assert np.array_equal(arrays.x_train, x)
    assert_fits_info(arrays, "mine", home)


def test_damaged_upload_says_what_to_do(
    home: Path, npz: Callable[..., Path], take_in: Callable[..., object]
) -> None:
    take_in(npz(x=np.zeros((20, 8, 8), np.uint8), y=np.arange(20) % 2))
    (home / "datasets" / "mine" / "data.npz").write_bytes(b"PK\x03\x04 cut short")
    with pytest.raises(DataError, match=r"reading it failed.*upload it again"):
        load("mine", home)


def test_unknown_name_is_refused(home: Path) -> None:
    with pytest.raises(NotFoundError, match="Unknown data set 'nothing'"):
        load("nothing", home)
