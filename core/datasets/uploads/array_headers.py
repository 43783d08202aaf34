"""Reads the headers of an ``.npz``'s arrays, which may declare anything, and then the arrays."""

from __future__ import annotations

import math
from dataclasses import dataclass
from tokenize import TokenError
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from core.arrays import Array
from core.datasets.uploads.archive import READ_ERRORS
from core.errors import DataError

if TYPE_CHECKING:
    import zipfile

    from core.datasets.uploads.archive import Archive


# What numpy lets through while it parses a damaged header as a Python literal.
_HEADER_ERRORS = (SyntaxError, TokenError, MemoryError, RecursionError, TypeError, KeyError)
_READERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}


@dataclass(frozen=True)
class Declared:
    """An array's header; ``stored`` is the number of bytes after it."""

    name: str
    member: zipfile.ZipInfo
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    stored: int

    @property
    def nbytes(self) -> int:
        """The bytes that it takes in memory."""
        return math.prod(self.shape) * self.dtype.itemsize


def read_header(archive: Archive, name: str, member: zipfile.ZipInfo, filename: str) -> Declared:
    """Return the header of one array without reading the array.

    Raises:
        DataError: it is damaged, or declares pickled objects.
    """
    try:
        with archive.open(member) as stream:
            shape, dtype = _parsed(stream)
            stored = member.file_size - stream.tell()
    except READ_ERRORS as error:
        raise damaged(filename, name, error) from error
    if dtype.hasobject:
        raise DataError(_of_objects(name))
    return Declared(name, member, shape, dtype, stored)


def load_array(archive: Archive, declared: Declared, filename: str) -> Array:
    """Return the array itself.

    Raises:
        DataError: it is damaged, or there is more or less than its header declares.
    """
    if declared.nbytes != declared.stored:
        lie = ValueError(f"it declares {declared.nbytes:,} bytes, and holds {declared.stored:,}")
        raise damaged(filename, declared.name, lie)
    try:
        with archive.open(declared.member) as stream:
            array: Array = np.lib.format.read_array(stream, allow_pickle=False)
            # To its end, where its checksum is looked at.
            stream.read(1)
    except READ_ERRORS as error:
        raise damaged(filename, declared.name, error) from error
    return array


def damaged(filename: str, name: str, error: Exception) -> DataError:
    """Return the error for an array that cannot be read."""
    return DataError(
        f"The array {name} of {filename} cannot be read: {str(error)[:300]}. Write the file again "
        "with numpy.savez."
    )


def _parsed(stream: IO[bytes]) -> tuple[tuple[int, ...], np.dtype[Any]]:
    version = np.lib.format.read_magic(stream)
    if version not in _READERS:
        raise ValueError(f"version {version} of the npy format is only for records")
    try:
        shape, _, dtype = _READERS[version](stream)
    except _HEADER_ERRORS as error:
        raise ValueError(f"its header is damaged ({type(error).__name__})") from error
    # True and False count as numbers elsewhere.
    if any(type(length) is not int or length < 0 for length in shape):
        raise ValueError(f"its shape is {str(shape)[:100]}")
    return shape, dtype


def _of_objects(name: str) -> str:
    expected = f"{name} must be an array of numbers or text; got pickled Python objects, which are"
    if name.lower().startswith(("y", "l", "t")) or "label" in name.lower():
        return f"{expected} never loaded. Convert it first: {name}.astype(str)."
    return (
        f"{expected} never loaded. If all images have one size, convert it first: "
        f"numpy.stack(list({name})). If not, pack them as a .zip of one folder a class, which can "
        "be brought to one size."
    )
