"""Reads an uploaded ``.npz``: each array's header is checked before its numbers are loaded."""

from __future__ import annotations

import math
from tokenize import TokenError
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from core.datasets.archive import READ_ERRORS, open_archive
from core.datasets.labelled import Labelled
from core.errors import DataError

if TYPE_CHECKING:
    import zipfile
    from pathlib import Path
    from typing import BinaryIO

    from core.datasets.archive import Archive, UploadLimits

Array = np.ndarray[Any, np.dtype[Any]]

ONE_PART = ("x", "y")
TWO_PARTS = ("x_train", "y_train", "x_test", "y_test")
# What numpy lets through while it parses a damaged header as a Python literal.
_HEADER_ERRORS = (SyntaxError, TokenError, MemoryError, RecursionError, TypeError)


def read_npz(source: Path | BinaryIO, *, filename: str, limits: UploadLimits) -> Labelled:
    """The arrays ``x, y`` or ``x_train, y_train, x_test, y_test`` of an npz file.

    Raises:
        DataError: one of them is missing, pickled, too large, or not images or not labels.
    """
    with open_archive(source, filename=filename, limits=limits) as archive:
        members = {member.filename.removesuffix(".npy"): member for member in archive.members}
        wanted = _wanted(set(members), filename)
        _check_declared(archive, {name: members[name] for name in wanted}, filename, limits)
        arrays = {name: _load(archive, name, members[name], filename) for name in wanted}
    left_out = tuple(f"{name}: not an array that is used" for name in members if name not in wanted)
    return _labelled(arrays, left_out)


def _wanted(found: set[str], filename: str) -> tuple[str, ...]:
    for names in (TWO_PARTS, ONE_PART):
        if found.issuperset(names):
            return names
    raise DataError(
        f"{filename} must hold the arrays x and y, or {', '.join(TWO_PARTS)}; got "
        f"{', '.join(sorted(found)) or 'none'}. Write it with numpy.savez(file, x=..., y=...)."
    )


def _check_declared(
    archive: Archive, members: dict[str, zipfile.ZipInfo], filename: str, limits: UploadLimits
) -> None:
    """Refuse by the headers alone: a tiny file may declare an array of any size."""
    total_bytes = images = 0
    for name, member in members.items():
        shape, dtype = _header(archive, name, member, filename)
        _check_kind(name, dtype)
        _check_shape(name, shape, limits)
        total_bytes += math.prod(shape) * dtype.itemsize
        images += shape[0] if name.startswith("x") else 0
    if total_bytes > limits.unpacked_bytes:
        raise DataError(
            f"The arrays of {filename} must take at most {limits.unpacked_bytes:,} bytes; got "
            f"{total_bytes:,}. Store the images as uint8, make them smaller, or take fewer."
        )
    if images > limits.images:
        raise DataError(
            f"{filename} must hold at most {limits.images:,} images; got {images:,}. Take fewer."
        )


def _header(
    archive: Archive, name: str, member: zipfile.ZipInfo, filename: str
) -> tuple[tuple[int, ...], np.dtype[Any]]:
    try:
        with archive.open(member) as stream:
            shape, dtype = _parse_header(stream)
    except READ_ERRORS as error:
        raise _damaged(filename, name, error) from error
    if dtype.hasobject:
        raise DataError(
            f"{name} must be an array of numbers or text; got pickled Python objects, which are "
            "never loaded. Convert it first, for instance with numpy.array(images, dtype='uint8')."
        )
    return shape, dtype


def _parse_header(stream: IO[bytes]) -> tuple[tuple[int, ...], np.dtype[Any]]:
    version = np.lib.format.read_magic(stream)
    readers = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }
    if version not in readers:
        raise ValueError(f"version {version} of the npy format is only for records")
    try:
        shape, _, dtype = readers[version](stream)
    except _HEADER_ERRORS as error:
        raise ValueError(f"its header is damaged ({type(error).__name__})") from error
    if any(length < 0 for length in shape):
        raise ValueError(f"its shape is {shape}")
    return shape, dtype


def _check_kind(name: str, dtype: np.dtype[Any]) -> None:
    if name.startswith("x") and dtype.kind not in "buif":
        raise DataError(
            f"{name} must be an array of real numbers; got {dtype}. Convert the images to uint8."
        )
    if name.startswith("y") and dtype.kind not in "buiUS":
        raise DataError(
            f"{name} must hold whole numbers or text; got {dtype}. Convert the labels, for "
            "instance with y.astype(int)."
        )


def _check_shape(name: str, shape: tuple[int, ...], limits: UploadLimits) -> None:
    if name.startswith("y"):
        if len(shape) == 1 or (len(shape) == 2 and shape[1] == 1):
            return
        raise DataError(
            f"{name} must be one label an image, of shape (images,); got {shape}. From one-hot "
            "labels take y.argmax(axis=1)."
        )
    if len(shape) not in (3, 4):
        raise DataError(
            f"{name} must have 3 or 4 dimensions (images, height, width[, channels]); got shape "
            f"{shape}. Reshape it, for instance with x.reshape(-1, 28, 28)."
        )
    if len(shape) == 4 and shape[3] not in (1, 3):
        raise DataError(
            f"{name} must have 1 channel (grey) or 3 (colour), as its last dimension; got shape "
            f"{shape}. Where channels come first, take numpy.transpose(x, (0, 2, 3, 1)); drop "
            "transparency with x[..., :3]."
        )
    if not all(limits.least_side <= side <= limits.side for side in shape[1:3]):
        raise DataError(
            f"The images of {name} must be {limits.least_side} to {limits.side} pixels a side; got "
            f"shape {shape}. Resize them first."
        )


def _load(archive: Archive, name: str, member: zipfile.ZipInfo, filename: str) -> Array:
    try:
        with archive.open(member) as stream:
            array: Array = np.lib.format.read_array(stream, allow_pickle=False)
    except READ_ERRORS as error:
        raise _damaged(filename, name, error) from error
    return array


def _damaged(filename: str, name: str, error: Exception) -> DataError:
    return DataError(
        f"The array {name} of {filename} cannot be read: {error}. Write the file again with "
        "numpy.savez."
    )


def _labelled(arrays: dict[str, Array], left_out: tuple[str, ...]) -> Labelled:
    if "x" in arrays:
        x_train, y_train = arrays["x"], arrays["y"]
        x_test, y_test = x_train[:0], y_train[:0]
        name = ""
    else:
        x_train, y_train, x_test, y_test = (arrays[name] for name in TWO_PARTS)
        name = "_train"
    _check_lengths(f"x{name}", x_train, f"y{name}", y_train)
    _check_lengths("x_test", x_test, "y_test", y_test)
    _check_parts_agree(x_train, x_test)
    x_train, x_test = _scaled(f"x{name}", x_train, x_test)
    class_names, y_train, y_test = _classes(y_train.reshape(-1), y_test.reshape(-1))
    return Labelled(x_train, y_train, x_test, y_test, class_names, left_out)


def _check_lengths(x_name: str, x: Array, y_name: str, y: Array) -> None:
    if len(x) != len(y):
        raise DataError(
            f"{y_name} must have one label for each image of {x_name}; got {len(y):,} labels for "
            f"{len(x):,} images. Check which lines were dropped."
        )


def _check_parts_agree(x_train: Array, x_test: Array) -> None:
    train, test = (x_train.shape[1:], x_train.dtype), (x_test.shape[1:], x_test.dtype)
    if train != test:
        raise DataError(
            f"x_train and x_test must have images of the same shape and type; got {train[0]} of "
            f"{train[1]} and {test[0]} of {test[1]}. Prepare both in the same way."
        )


def _scaled(name: str, train: Array, test: Array) -> tuple[Array, Array]:
    """Both as uint8 in 0..255 or float32 in 0..1, with a channel axis.

    Bytes that use their range stay bytes, and shares stay shares; anything else is mapped to 0..1
    in a straight line, the same for both parts.
    """
    parts = [part[..., np.newaxis] if part.ndim == 3 else part for part in (train, test)]
    filled = [part for part in parts if part.size]
    if not filled:
        raise DataError(f"{name} must hold images; got none. Check how the file was written.")
    bounds = [float(bound) for part in filled for bound in (part.min(), part.max())]
    if not all(math.isfinite(bound) for bound in bounds):
        raise DataError(
            f"{name} must hold finite numbers only; got NaN or infinity. Repair or drop those "
            "images first, for instance with numpy.nan_to_num."
        )
    low, high = min(*bounds, 0.0), max(*bounds, 1.0)
    if parts[0].dtype.kind in "ui" and low == 0 and 128 <= high <= 255:
        return parts[0].astype(np.uint8), parts[1].astype(np.uint8)
    return _mapped(parts[0], low, high), _mapped(parts[1], low, high)


def _mapped(x: Array, low: float, high: float) -> Array:
    """``x`` with ``low`` .. ``high`` as 0..1; bytes stay bytes, or they would take four times."""
    mapped = np.empty(x.shape, dtype=np.uint8 if x.dtype.itemsize == 1 else np.float32)
    top = 255 if mapped.dtype == np.uint8 else 1
    # Halved first, so that the span of two huge numbers stays finite.
    span = high / 2 - low / 2
    for index, image in enumerate(x):
        share = (image.astype(np.float64) / 2 - low / 2) / span
        mapped[index] = np.rint(share * top) if top == 255 else share
    return mapped


def _classes(y_train: Array, y_test: Array) -> tuple[tuple[str, ...], Array, Array]:
    values, train = np.unique(y_train, return_inverse=True)
    unknown = np.setdiff1d(y_test, values)
    if len(unknown):
        raise DataError(
            f"y_test must hold only labels that y_train holds; got {str(unknown[0])!r} besides. "
            "Drop those images, or move some to the train part."
        )
    names = tuple(_label_name(value) for value in values)
    return names, train.astype(np.int32), np.searchsorted(values, y_test).astype(np.int32)


def _label_name(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
