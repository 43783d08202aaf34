"""Reads and writes arrays as npz files: never pickled, and whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np

from core.errors import DataError, StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Array = np.ndarray[Any, np.dtype[Any]]


def read_arrays(path: Path, names: tuple[str, ...], *, way_out: str) -> list[Array]:
    """The arrays called ``names`` in the npz file ``path``, in that order.

    Raises:
        DataError: the file is missing, damaged or pickled, or lacks one; ends with ``way_out``.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            return [stored[name] for name in names]
    # A lone npy file loads as an array, which is no context manager: TypeError.
    except (OSError, ValueError, KeyError, EOFError, TypeError, zipfile.BadZipFile) as error:
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
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".arrays-")
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(file, allow_pickle=False, **arrays)
            os.replace(temporary, path)
        except OSError:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary)
            raise
    except OSError as error:
        raise StoreError(
            f"{path} could not be written: {error}. "
            "Free some space or allow writing there, then try again."
        ) from error
