"""Fetches data sets that are one file at one address, known by its SHA-256."""

from __future__ import annotations

import hashlib
import http.client
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from core.datasets.builtin.downloads import (
    STALL_SECONDS,
    WAIT_SECONDS,
    keras_cache,
    why_unreachable,
)
from core.disk import replacing
from core.errors import DataError


@dataclass(frozen=True)
class FileDownload:
    """A file: what it is called in the cache, where it is fetched from, its length and SHA-256."""

    name: str
    address: str
    size_bytes: int
    sha256: str


# The tag 1.0 of the authors' repository; length and SHA-256 as TensorFlow Datasets states them
# (datasets/bccd/checksums.tsv).
BCCD = FileDownload(
    "bccd.zip",
    "https://github.com/Shenggan/BCCD_Dataset/archive/v1.0.zip",
    7_875_205,
    "97af5cc16d14d293fcb3c82a8f66e49b0339a8d0abd8e9508e0feeb4911caa1f",
)


def fetched_file(source: FileDownload) -> Path:
    """Return where ``source`` lies in the cache, after fetching it if it is not there.

    Raises:
        DataError: it is not there and cannot be fetched, or is not the file that is known.
    """
    cache = keras_cache()
    path = cache / source.name
    try:
        cache.mkdir(parents=True, exist_ok=True)
        # No worker may read a file that another is still fetching.
        with FileLock(cache / f".{source.name}.lock", timeout=WAIT_SECONDS):
            if not path.exists():
                content = _fetched(source, path)
                with replacing(path) as draft:
                    draft.write_bytes(content)
            elif not _is(source, path.read_bytes()):
                raise DataError(
                    f"{path} must be the file of {source.address}, and is another or damaged. "
                    "Delete it and try again with a connection to the internet."
                )
    except (OSError, Timeout) as error:
        raise _unavailable(source, path, str(error)) from error
    return path


def _fetched(source: FileDownload, path: Path) -> bytes:
    if reason := why_unreachable(source.address):
        raise _unavailable(source, path, reason)
    try:
        with urllib.request.urlopen(source.address, timeout=STALL_SECONDS) as answer:
            content: bytes = answer.read(source.size_bytes + 1)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise _unavailable(source, path, str(error)) from error
    if not _is(source, content):
        raise DataError(
            f"What {source.address} sends is not the file that is known: its SHA-256 is "
            f"{hashlib.sha256(content).hexdigest()} in place of {source.sha256}. Try again; if it "
            "stays so, the file was changed there: save it, look at it, and take it in as data of "
            "your own."
        )
    return content


def _is(source: FileDownload, content: bytes) -> bool:
    return hashlib.sha256(content).hexdigest() == source.sha256


def _unavailable(source: FileDownload, path: Path, reason: str) -> DataError:
    return DataError(
        f"{path} could not be read, or fetched from {source.address} ({reason}). Connect "
        "to the internet once and try again, or save that file there under that name. "
        "fashion_scenes needs no network."
    )
