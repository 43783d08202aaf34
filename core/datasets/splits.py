"""Which images a search trains on, validates on and tests on: made once, stored with the run."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from core.arrays import Array
from core.datasets.part_sizes import OBJECTS, PARTS
from core.datasets.stored import read_arrays, write_arrays
from core.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

Indices = np.ndarray[Any, np.dtype[np.int64]]

_WAY_OUT = "Clone the run to start again with a new split."


@dataclass(frozen=True)
class Split:
    """Three sets of images, each (images,) int64: positions among the pooled images.

    Pooled means the train part of the data set followed by its test part. The three are disjoint
    and cover all images.
    """

    train: Indices
    validation: Indices
    test: Indices

    @property
    def images(self) -> int:
        """The number of images in all parts."""
        return len(self.train) + len(self.validation) + len(self.test)

    def save(self, path: Path, objects: Indices | None = None) -> None:
        """Write the split to ``path`` (npz), whole or not at all.

        Args:
            objects: of scenes, how many objects are in each of the pooled images; then what is in
                each part is kept beside it.

        Raises:
            StoreError: the disk refused.
        """
        parts = {name: getattr(self, name) for name in PARTS}
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


def make_split(
    y: Array,
    *,
    seed: int,
    test_indices: Array | None,
    validation_share: float = 0.2,
    test_share: float = 0.2,
) -> Split:
    """Split images by their labels, so that each part holds the classes in the same proportions.

    Args:
        y: (images,), the labels of the pooled images.
        seed: the same seed gives the same split.
        test_indices: the data set's own test part, which stays as it is; ``None`` sets aside
            ``test_share`` of all images instead.
        validation_share: how much of what is not test is for validation.
        test_share: how much is for testing, where the data set has no test part.

    Train and validation come shuffled. Each part has at least as many images as there are
    classes.

    Raises:
        DataError: a share is outside (0, 1), or there are too few images to split.
    """
    _check_share("validation_share", validation_share)
    _check_share("test_share", test_share)
    everything = np.arange(len(y), dtype=np.int64)
    if test_indices is None:
        rest, test = _divide(everything, y, test_share, seed)
    else:
        test = np.asarray(test_indices, dtype=np.int64)
        rest = np.setdiff1d(everything, test)
    train, validation = _divide(rest, y, validation_share, seed)
    return Split(train, validation, test)


def _divide(indices: Indices, y: Array, share: float, seed: int) -> tuple[Indices, Indices]:
    """Return what is kept of ``indices`` and the ``share`` that is given away, both shuffled."""
    _, of, sizes = np.unique(y[indices], return_inverse=True, return_counts=True)
    # The rounding guards against 0.2 * 35 being a hair above 7.
    taken = max(math.ceil(round(share * len(indices), 9)), len(sizes))
    if min(sizes, default=0) < 2 or len(indices) - taken < len(sizes):
        raise DataError(
            f"{len(indices)} images of {len(sizes)} classes cannot be split with a share of "
            f"{share}: each class must have two images, and each part one image a class. Give "
            "every class more images, or take another share."
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


def _check_share(argument: str, share: float) -> None:
    if not 0.0 < share < 1.0:
        raise DataError(f"{argument} must be between 0 and 1, both excluded; got {share}.")


def _check_parts(parts: list[Array], path: Path) -> None:
    shapes_fit = all(part.ndim == 1 and part.dtype.kind in "iu" for part in parts)
    pooled = np.sort(np.concatenate(parts)) if shapes_fit else np.empty(0)
    if not shapes_fit or not np.array_equal(pooled, np.arange(len(pooled))):
        raise DataError(
            f"The split {path} must name each image exactly once, and does not. {_WAY_OUT}"
        )
