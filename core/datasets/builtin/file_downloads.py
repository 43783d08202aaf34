"""Fetches data sets that are one file at one address, known by its SHA-256."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from core.datasets.builtin.downloads import WAIT_SECONDS, keras_cache
from core.datasets.builtin.fetching import FetchError, fetch
from core.errors import DataError


@dataclass(frozen=True)
class FileDownload:
    """A file: what it is called in the cache, where it is fetched from, its SHA-256."""

    name: str
    address: str
    sha256: str


# The tag 1.0 of the authors' repository; the SHA-256 as TensorFlow Datasets states it
# (datasets/bccd/checksums.tsv).
BCCD = FileDownload(
    "bccd.zip",
    "https://github.com/Shenggan/BCCD_Dataset/archive/v1.0.zip",
    "97af5cc16d14d293fcb3c82a8f66e49b0339a8d0abd8e9508e0feeb4911caa1f",
)


def fetched_file(source: FileDownload) -> Path:
    """Return the path of ``source`` in the cache; fetch it if it is missing or damaged.

    Raises:
        DataError: it cannot be fetched, or what is sent is not the file that is known.
    """
    cache = keras_cache()
    path = cache / source.name
    try:
        cache.mkdir(parents=True, exist_ok=True)
        # No worker may read a file that another is still fetching.
        with FileLock(cache / f".{source.name}.lock", timeout=WAIT_SECONDS):
            fetch(source.address, path, source.sha256)
    except (OSError, Timeout) as error:
        raise DataError(f"{path} could not be written or read: {error}") from error
    except FetchError as error:
        raise _unavailable(source, path, str(error)) from error
    return path


def _unavailable(source: FileDownload, path: Path, reason: str) -> DataError:
    return DataError(
        f"{path} could not be read, or fetched from {source.address} ({reason}). Connect "
        "to the internet once and try again, or save that file there under that name. "
        "fashion_scenes needs no network."
    )
