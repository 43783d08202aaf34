"""Turns a data set and a run's split into the arrays that a net trains on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.arrays import Array
from core.datasets.builtin.arrays import Arrays
from core.datasets.builtin.loaders import load
from core.datasets.catalogue import DatasetInfo, info, uploaded_folder
from core.datasets.splits import Split, make_split
from core.datasets.uploads.archive import DEFAULT_LIMITS
from core.errors import DataError

# A stratum of fewer cannot give every part of a split one.
_LEAST = DEFAULT_LIMITS.images_a_class


@dataclass(frozen=True)
class Data:
    """The arrays that a search works on.

    ``x_*`` is (images, height, width, channels), float32 in [0, 1]; ``y_*`` is (images,), int32
    from 0, or of scenes (images, most, 5), float32, as in ``core.datasets.builtin.arrays``.
    A search sees train and validation only; test is for the front, once, at the end. For a
    table of finished answers all six are empty, and ``folder`` is where the table lies.
    """

    info: DatasetInfo
    x_train: Array
    y_train: Array
    x_val: Array
    y_val: Array
    x_test: Array
    y_test: Array
    folder: Path | None = None


def prepare(name: str, home: Path, *, seed: int, split_file: Path) -> Data:
    """Load data set ``name``, split by ``split_file``, which is written if it is not there.

    ``seed`` matters only the first time: a resumed run reads the split that it began with. A table
    has no images: nothing is loaded or split.

    Raises:
        NotFoundError: there is no such data set.
        DataError: it cannot be read or split, or has changed since the split was made.
        StoreError: the split could not be written.
    """
    described = info(name, home)
    if described.table is not None:
        return _without_images(described, uploaded_folder(name, home))
    arrays = load(name, home)
    y = np.concatenate([arrays.y_train, arrays.y_test])
    border = len(arrays.y_train)
    split = _split(y, border, seed, split_file)
    if split.images != len(y):
        raise DataError(
            f"Data set {name!r} must have the {split.images} images that {split_file} was made "
            f"for; got {len(y)}. Restore the data set, or clone the run to start again."
        )
    return Data(
        described,
        *_part(arrays, y, split.train),
        *_part(arrays, y, split.validation),
        *_part(arrays, y, split.test),
    )


def picture_of_test(name: str, home: Path, *, split_file: Path, place: int) -> tuple[Array, Array]:
    """Return one picture of a run's test part and its target; ``place`` wraps around.

    As in :class:`Data`: ``(height, width, channels)`` float32 in [0, 1], and a class, or boxes
    with classes ``(most, 5)``.

    Raises:
        NotFoundError, DataError: as of :func:`prepare`, or there is no such split any more.
    """
    arrays, test = load(name, home), Split.load(split_file).test
    y = np.concatenate([arrays.y_train, arrays.y_test])
    x, truth = _part(arrays, y, test[[place % len(test)]])
    return x.squeeze(0), truth.squeeze(0)


def as_bytes(x: Array) -> Array:
    """Return pictures of :class:`Data`, or one of them, as uint8 in 0..255."""
    return np.round(x * 255.0).clip(0, 255).astype(np.uint8)


def _without_images(described: DatasetInfo, folder: Path) -> Data:
    x = np.empty((0, *described.image_shape), np.float32)
    y = np.empty(0, np.int32)
    return Data(described, x, y, x, y, x, y, folder)


def _split(y: Array, train_images: int, seed: int, split_file: Path) -> Split:
    if split_file.exists():
        return Split.load(split_file)
    given_test = np.arange(train_images, len(y)) if train_images < len(y) else None
    split = make_split(_strata(y, train_images), seed=seed, test_indices=given_test)
    split.save(split_file, None if y.ndim == 1 else (y[..., 4] >= 0).sum(1))
    return split


def _strata(y: Array, train_images: int) -> Array:
    """Return what to stratify by: the classes; for scenes, the numbers of objects.

    Numbers that few scenes of the train part have are merged with the next higher ones.
    """
    if y.ndim == 1:
        return y
    objects = (y[..., 4] >= 0).sum(1)
    numbers, counts = np.unique(objects[:train_images], return_counts=True)
    first, gathered = [], _LEAST
    for number, count in zip(numbers, counts, strict=True):
        if gathered >= _LEAST:
            first.append(number)
            gathered = 0
        gathered += count
    # What is left over at the end goes with the group before it.
    if gathered < _LEAST and len(first) > 1:
        first.pop()
    strata: Array = np.searchsorted(first, objects, side="right")
    return strata


def _part(arrays: Arrays, y: Array, indices: Array) -> tuple[Array, Array]:
    return _pick(arrays, indices), y[indices].astype(np.int32 if y.ndim == 1 else np.float32)


def _pick(arrays: Arrays, indices: Array) -> Array:
    """Return the pooled images at ``indices`` without copying all of them."""
    border = len(arrays.x_train)
    picked = np.empty((len(indices), *arrays.x_train.shape[1:]), dtype=np.float32)
    from_test = indices >= border
    picked[~from_test] = arrays.x_train[indices[~from_test]]
    picked[from_test] = arrays.x_test[indices[from_test] - border]
    if arrays.x_train.dtype == np.uint8:
        picked /= np.float32(255)
    return picked
