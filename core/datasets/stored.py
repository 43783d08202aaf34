"""Reads and writes arrays as npz files: packed, never pickled, and whole or not at all."""

from __future__ import annotations

import zipfile
import zlib
from typing import IO, TYPE_CHECKING

import numpy as np

from core.arrays import Array
from core.disk import replacing
from core.errors import DataError, StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


# Of 1 to 9: a higher one takes several times as long, and saves a tenth of the bytes.
_EFFORT = 1
_READ_ERRORS = (OSError, ValueError, KeyError, EOFError, TypeError)


def read_arrays(path: Path, names: tuple[str, ...], *, way_out: str) -> list[Array]:
    """Return the arrays called ``names`` in the npz file ``path``, in that order.

    Raises:
        DataError: the file is missing, damaged or pickled, or lacks one; ends with ``way_out``.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            return [stored[name] for name in names]
    # A lone npy file loads as an array, which is no context manager: TypeError.
    except (*_READ_ERRORS, zipfile.BadZipFile, zlib.error) as error:
        raise DataError(
            f"{path} must hold the arrays {', '.join(names)}; reading it failed: {error}. {way_out}"
        ) from error


def write_arrays(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write ``arrays`` to the npz file ``path``, by way of a temporary name.

    Raises:
        StoreError: the disk refused; nothing is left behind.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as draft, draft.open("wb") as file:
            _write(file, arrays)
    except OSError as error:
        raise StoreError(
            f"{path} could not be written: {error}. "
            "Free some space or allow writing there, then try again."
        ) from error


def _write(file: IO[bytes], arrays: Mapping[str, Array]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_EFFORT) as packed:
        for name, array in arrays.items():
            # How large it becomes is not known beforehand.
            with packed.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, np.asanyarray(array), allow_pickle=False)
