"""Files written whole or not at all, arrays among them, and the free space on the disk."""

from __future__ import annotations

import os
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any

import numpy as np

from core.arrays import Array
from core.errors import DataError, StoreError
from core.settings import GB, LEAST_FREE, least_free_bytes, low_free_bytes

# What a file is called while it is written: its maker's pid, and what tells it from other drafts.
DRAFT = re.compile(r"\.draft-(?P<pid>\d+)-[0-9a-f]+")
# A higher level, up to 9, takes several times as long, and saves a tenth of the bytes.
_PACKED: dict[str, Any] = {"compression": zipfile.ZIP_DEFLATED, "compresslevel": 1}
# What reading a damaged npz file raises; a lone npy file loads as an array, which is no context
# manager: TypeError.
READ_ERRORS = (
    OSError,
    ValueError,
    KeyError,
    EOFError,
    TypeError,
    zipfile.BadZipFile,
    zlib.error,
)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary file that replaces ``path`` if the block succeeds.

    Who reads ``path`` meanwhile finds what was there before, or all of the new; of a block that
    fails nothing is left.
    """
    draft = path.with_name(f".draft-{os.getpid()}-{token_hex(4)}")
    try:
        yield draft
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def read_arrays(path: Path, names: tuple[str, ...], *, way_out: str) -> list[Array]:
    """Return the arrays called ``names`` in the npz file ``path``, in that order.

    Raises:
        DataError: the file is missing, damaged or pickled, or lacks one; ends with ``way_out``.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            return [stored[name] for name in names]
    except READ_ERRORS as error:
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
        with replacing(path) as draft, zipfile.ZipFile(draft, "w", **_PACKED) as packed:
            for name, array in arrays.items():
                # How large it becomes is not known beforehand.
                with packed.open(f"{name}.npy", "w", force_zip64=True) as member:
                    np.lib.format.write_array(member, np.asanyarray(array), allow_pickle=False)
    except OSError as error:
        raise StoreError(
            f"{path} could not be written: {error}. "
            "Free some space or allow writing there, then try again."
        ) from error


def free_bytes(folder: Path) -> int:
    """Return the free bytes on the disk of ``folder``, whether it exists or not."""
    existing = folder.absolute()
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    return shutil.disk_usage(existing).free


def folder_bytes(folder: Path) -> int:
    """Return the size of the files under ``folder``; 0 where there is none."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_size
            except OSError:
                # Gone meanwhile: a file of a run under way.
                continue
    return total


def check_room(folder: Path, more_bytes: int = 0) -> None:
    """Refuse to add ``more_bytes`` to ``folder`` where too little would be left.

    Raises:
        StoreError: less than ``PARETOSCOPE_LEAST_FREE_GB`` would be free afterwards.
    """
    least, free = least_free_bytes(), free_bytes(folder)
    if free - more_bytes < least:
        raise StoreError(
            f"The disk of {folder} must keep {least / GB:.3g} GB free; {free / GB:.3g} GB are free"
            f"{f' and {more_bytes / GB:.3g} GB are to be added' if more_bytes else ''}. Delete "
            f"data sets or runs that nobody needs, or allow less with {LEAST_FREE}."
        )


def low_disk(folder: Path) -> str:
    """Return a warning if the disk of ``folder`` is nearly full, else an empty text."""
    free = free_bytes(folder)
    if free >= low_free_bytes():
        return ""
    return (
        f"Only {free / GB:.1f} GB are left on the disk. Delete data sets or runs that nobody needs."
    )


def modified(path: Path) -> float:
    """Return when ``path`` was last changed (Unix seconds); 0.0 if it has gone meanwhile."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
