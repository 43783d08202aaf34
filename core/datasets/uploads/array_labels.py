"""Turns the labels of an ``.npz`` (numbers, words, one-hot rows) into classes."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.arrays import Array
from core.errors import DataError

if TYPE_CHECKING:
    from core.datasets.uploads.array_headers import Declared


# Beyond, floats no longer tell whole numbers apart.
_MOST = 2.0**53
_LISTED = 5


@dataclass(frozen=True)
class Classes:
    """The classes' names, and by part an index into them for each image."""

    names: tuple[str, ...]
    indices: Mapping[str, Array]
    notes: tuple[str, ...]


def check_labels(declared: Declared) -> int:
    """Refuse an array that is no labels; returns how many there are.

    Raises:
        DataError: its type or shape is none that labels have.
    """
    name, shape, kind = declared.name, declared.shape, declared.dtype.kind
    if kind not in "buifUS":
        raise DataError(
            f"{name} must hold whole numbers or text; got {declared.dtype}. Convert the labels, "
            f"for instance with {name}.astype(int)."
        )
    if len(shape) == 2 and shape[0] == 1 and shape[1] > 1:
        return shape[1]
    if len(shape) == 1 or (len(shape) == 2 and (shape[1] == 1 or kind not in "US")):
        return shape[0]
    hint = (
        f"Take {name}.reshape(-1)."
        if sum(length != 1 for length in shape) == 1
        else "Take one label for each image."
    )
    raise DataError(f"{name} must be one label an image, of shape (images,); got {shape}. {hint}")


def read_labels(parts: Mapping[str, Array], test: str = "") -> Classes:
    """Return the classes of the labels, by the names of the parts.

    Args:
        test: the part for testing, which may have no class of its own.

    Raises:
        DataError: they are fractions, name several classes an image, or ``test`` has another class.
    """
    notes: list[str] = []
    flat = {name: _flat(name, y, notes) for name, y in parts.items()}
    if len({y.dtype.kind == "U" for y in flat.values()}) > 1:
        flat = {name: y.astype(str) for name, y in flat.items()}
    trained = np.concatenate([y for name, y in flat.items() if name != test])
    values, names = _named(np.unique(trained), notes)
    for name, y in flat.items():
        unknown = np.setdiff1d(np.unique(y), values)
        if name == test and len(unknown):
            y_train = next(iter(parts))
            raise DataError(
                f"{test} must hold only labels that {y_train} holds; got {str(unknown[0])!r} "
                "besides. Drop those images, or move some to the train part."
            )
    classes = tuple(dict.fromkeys(names)) if values.dtype.kind != "U" else tuple(sorted(set(names)))
    place = {label: index for index, label in enumerate(classes)}
    number = np.array([place[label] for label in names], dtype=np.int32)
    indices = {name: number[np.searchsorted(values, y)] for name, y in flat.items()}
    return Classes(classes, indices, tuple(notes))


def _flat(name: str, y: Array, notes: list[str]) -> Array:
    """Return labels of shape (images,), text or whole numbers."""
    if y.ndim == 2 and 1 not in y.shape:
        y = _of_one_hot(name, y, notes)
    y = y.reshape(-1)
    if y.dtype.kind == "S":
        y = np.char.decode(y, "utf-8", "replace")
    if y.dtype.kind == "U":
        _check_text(name, y)
    return _whole(name, y) if y.dtype.kind == "f" else y


def _check_text(name: str, y: Array) -> None:
    """Refuse text whose characters are none: Python cannot even hold it."""
    points = np.frombuffer(y.astype(y.dtype.newbyteorder("=")).tobytes(), np.uint32)
    if points.size and points.max() > sys.maxunicode:
        raise DataError(
            f"{name} must hold text; got {points.max():#x}, which is no character. The file is "
            "damaged: save it anew with numpy.savez."
        )


def _of_one_hot(name: str, y: Array, notes: list[str]) -> Array:
    if _is_one_hot(y):
        notes.append(f"{name} is one-hot: the place of its 1, from 0, was taken as the class")
        places: Array = y.argmax(axis=1)
        return places
    if np.isin(y, (0, 1)).all():
        row = int(np.flatnonzero((y != 0).sum(axis=1) != 1)[0])
        raise DataError(
            f"{name} must name one class an image; row {row} names {int((y[row] != 0).sum())}. "
            "Keep the images of one class only: "
            f"keep = {name}.sum(axis=1) == 1, and then {name}[keep].argmax(axis=1)."
        )
    raise DataError(
        f"{name} must be one label an image, or one-hot; got shape {y.shape} with other numbers "
        f"than 0 and 1. Where the greatest is the class, take {name}.argmax(axis=1)."
    )


def _is_one_hot(y: Array) -> bool:
    return bool(np.isin(y, (0, 1)).all() and ((y != 0).sum(axis=1) == 1).all())


def _whole(name: str, y: Array) -> Array:
    whole = np.isfinite(y) & (np.rint(y) == y) & (np.abs(y) < _MOST)
    if not whole.all():
        raise DataError(
            f"{name} must hold whole numbers or text; got {float(y[~whole][0]):g} among "
            f"{y.dtype}. Classes are meant, not amounts: sort them into some, for instance with "
            f"numpy.digitize({name}, bounds)."
        )
    return y.astype(np.int64)


def _named(values: Array, notes: list[str]) -> tuple[Array, list[str]]:
    """Return the distinct values, and the name of each."""
    if values.dtype.kind != "U":
        _note_gaps(values, notes)
        return values, [str(value) for value in values]
    names = [unicodedata.normalize("NFC", str(value)).strip() for value in values]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        notes.append(f"labels that look alike were taken as one, such as {twice!r}")
    return values, names


def _note_gaps(values: Array, notes: list[str]) -> None:
    if values.dtype.kind not in "ui" or not 1 < len(values) < 1000:
        return
    numbers = [int(value) for value in values]
    first, last = numbers[0], numbers[-1]
    if last - first >= 10 * len(numbers):
        return
    missing = sorted(set(range(first, last + 1)).difference(numbers))
    if missing:
        listed = ", ".join(map(str, missing[:_LISTED])) + (", …" if missing[_LISTED:] else "")
        notes.append(
            f"labels go from {first} to {last} without {listed}: there are {len(numbers)} classes"
        )
