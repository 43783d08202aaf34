"""The arrays of a data set that a search works on, by a split that is made once for a run."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from core.arrays import Array
from core.datasets.builtin.arrays import Arrays
from core.datasets.builtin.loaders import load
from core.datasets.catalogue import DatasetInfo, info, uploaded_folder
from core.datasets.part_sizes import OBJECTS, PARTS
from core.datasets.uploads.archive import DEFAULT_LIMITS
from core.disk import read_arrays, write_arrays
from core.errors import DataError

# A stratum of fewer cannot give every part of a split one.
_LEAST = DEFAULT_LIMITS.images_a_class
Indices = np.ndarray[Any, np.dtype[np.int64]]

# The share of all images for testing, and of the others for validation.
HELD_OUT = 0.2
_WAY_OUT = "Clone the run to start again with a new split."


@dataclass(frozen=True)
class Data:
    """The arrays that a search works on.

    ``x_*`` is (images, height, width, channels), float32 in [0, 1]; ``y_*`` is (images,), int32
    from 0, or of scenes (images, most, 5), float32, as in ``core.datasets.builtin.arrays``.
    A search sees train and validation only; test is for the front, once, at the end. ``home`` is
    the home folder, in which uploads and parents lie. For a table of finished answers all six are
    empty, and ``folder`` is where the table lies.
    """

    info: DatasetInfo
    home: Path
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
        return _without_images(described, home)
    arrays = load(name, home)
    y = np.concatenate([arrays.y_train, arrays.y_test])
    border = len(arrays.y_train)
    if split_file.exists():
        split = Split.load(split_file)
    else:
        given_test = np.arange(border, len(y)) if border < len(y) else None
        split = make_split(_strata(y, border), seed=seed, test_indices=given_test)
        split.save(split_file, None if y.ndim == 1 else (y[..., 4] >= 0).sum(1))
    if (images := sum(map(len, split))) != len(y):
        raise DataError(
            f"Data set {name!r} must have the {images} images that {split_file} was made "
            f"for; got {len(y)}. Restore the data set, or clone the run to start again."
        )
    return Data(
        described,
        home,
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


def _without_images(described: DatasetInfo, home: Path) -> Data:
    x = np.empty((0, *described.image_shape), np.float32)
    y = np.empty(0, np.int32)
    folder = uploaded_folder(described.name, home)
    return Data(described, home, x, y, x, y, x, y, folder)


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
    """Return the pooled images at ``indices``, without copying all of them, and their targets."""
    border = len(arrays.x_train)
    picked = np.empty((len(indices), *arrays.x_train.shape[1:]), dtype=np.float32)
    from_test = indices >= border
    picked[~from_test] = arrays.x_train[indices[~from_test]]
    picked[from_test] = arrays.x_test[indices[from_test] - border]
    if arrays.x_train.dtype == np.uint8:
        picked /= np.float32(255)
    return picked, y[indices].astype(np.int32 if y.ndim == 1 else np.float32)


class Split(NamedTuple):
    """Three sets of images, each (images,) int64: positions among the pooled images.

    Pooled means the train part of the data set followed by its test part. The three are disjoint
    and cover all images.
    """

    train: Indices
    validation: Indices
    test: Indices

    def save(self, path: Path, objects: Indices | None = None) -> None:
        """Write the split to ``path`` (npz), whole or not at all.

        Args:
            objects: of scenes, how many objects are in each of the pooled images; then what is in
                each part is kept beside it.

        Raises:
            StoreError: the disk refused.
        """
        parts = dict(zip(PARTS, self, strict=True))
        if objects is not None:
            held = np.array([objects[part].sum() for part in parts.values()], np.int64)
            parts[OBJECTS] = held
        write_arrays(path, parts)

    @classmethod
    def load(cls, path: Path) -> Split:
        """Read a split that :meth:`save` wrote.

        Raises:
            DataError: the file is damaged, or is no split.
        """
        parts = read_arrays(path, PARTS, way_out=_WAY_OUT)
        _check_parts(parts, path)
        return cls(*(part.astype(np.int64) for part in parts))


def make_split(y: Array, *, seed: int, test_indices: Array | None) -> Split:
    """Split images by their labels, so that each part holds the classes in the same proportions.

    Args:
        y: (images,), the labels of the pooled images.
        seed: the same seed gives the same split.
        test_indices: the data set's own test part, which stays as it is; ``None`` sets a fifth of
            all images aside instead. A fifth of the rest is for validation.

    Train and validation come shuffled. Each part has at least as many images as there are
    classes.

    Raises:
        DataError: there are too few images to split.
    """
    everything = np.arange(len(y), dtype=np.int64)
    if test_indices is None:
        rest, test = _divide(everything, y, seed)
    else:
        test = np.asarray(test_indices, dtype=np.int64)
        rest = np.setdiff1d(everything, test)
    train, validation = _divide(rest, y, seed)
    return Split(train, validation, test)


def _divide(indices: Indices, y: Array, seed: int) -> tuple[Indices, Indices]:
    """Return what is kept of ``indices``, and the share ``HELD_OUT`` of them, both shuffled."""
    _, of, sizes = np.unique(y[indices], return_inverse=True, return_counts=True)
    # The rounding guards against 0.2 * 35 being a hair above 7.
    taken = max(math.ceil(round(HELD_OUT * len(indices), 9)), len(sizes))
    if min(sizes, default=0) < 2 or len(indices) - taken < len(sizes):
        raise DataError(
            f"{len(indices)} images of {len(sizes)} classes cannot be split with a share of "
            f"{HELD_OUT}: each class must have two images, and each part one image a class. Give "
            "every class more images."
        )
    # This generator, and this order of its draws, is what gives a stored seed its split again.
    rng = np.random.RandomState(seed)
    kept = _apportion(sizes, len(indices) - taken, rng)
    given = _apportion(sizes - kept, taken, rng)
    parts: tuple[list[Indices], list[Indices]] = ([], [])
    for number, (first, second) in enumerate(zip(kept, given, strict=True)):
        members = rng.permutation(np.flatnonzero(of == number))
        parts[0].append(members[:first])
        parts[1].append(members[first : first + second])
    of_kept, of_given = (rng.permutation(np.concatenate(part)) for part in parts)
    return indices[of_kept], indices[of_given]


def _apportion(sizes: Indices, seats: int, rng: np.random.RandomState) -> Indices:
    """Distribute ``seats`` over classes in proportion to ``sizes``, by largest remainders.

    Equal remainders are served at random (Hamilton's method).
    """
    quotas = sizes / sizes.sum() * seats
    given: Indices = np.floor(quotas).astype(np.int64)
    remainders, left = quotas - given, int(seats - given.sum())
    for remainder in np.unique(remainders)[::-1]:
        if left <= 0:
            break
        equal = np.flatnonzero(remainders == remainder)
        served = rng.choice(equal, size=min(len(equal), left), replace=False)
        given[served] += 1
        left -= len(served)
    return given


def _check_parts(parts: list[Array], path: Path) -> None:
    shapes_fit = all(part.ndim == 1 and part.dtype.kind in "iu" for part in parts)
    pooled = np.sort(np.concatenate(parts)) if shapes_fit else np.empty(0)
    if not shapes_fit or not np.array_equal(pooled, np.arange(len(pooled))):
        raise DataError(
            f"The split {path} must name each image exactly once, and does not. {_WAY_OUT}"
        )
