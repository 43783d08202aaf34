"""Adds uploads in a separate process, so that the web server does not grow."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Literal

import numpy as np

from core.arrays import Array
from core.datasets import ImportReport
from core.datasets.uploads.fitting import Fit
from core.disk import check_room, low_disk
from core.errors import StateError, StoreError
from core.jobs import errands
from core.specs import Frozen, Space

Source = Path | BinaryIO

REQUEST, FILE, REPORT, SAMPLES = "request.json", "file", "report.json", "samples.npy"
_PIECE = 2**20
_LOST = (
    "The process that was to read {} ended without a word, for lack of memory perhaps. Try again "
    "when less is going on here, or take less of it."
)
_ERRAND = errands.Errand(
    module="core.jobs.upload",
    lock="uploading.lock",
    turn_seconds=300.0,
    work_seconds=900.0,
    busy="Other uploads are being read, one after the other. Try again in a minute.",
    slow="Reading the upload took more than a quarter of an hour. Try a smaller one.",
)


class UploadRequest(Frozen):
    """An upload to add, and its kind and settings.

    ``source`` is where it lies if it is a path of the person's own; else it is beside the request.
    ``samples`` asks for so many pictures as they would become, and takes in nothing.
    """

    kind: Literal["images", "scenes", "table"]
    filename: str
    name: str = ""
    source: Path | None = None
    side: int | None = None
    fit: Fit = "crop"
    space: Space | None = None
    images: str = ""
    samples: int = 0


def take_in(request: UploadRequest, source: Source, home: Path) -> ImportReport:
    """Keep an upload, as :mod:`core.datasets` and :mod:`core.tables` say, and warn of a full disk.

    Args:
        source: a path, or an open file that can be sought.

    Raises:
        CoreError: what they raise.
        StateError: too many others upload just now, or the process was ended.
        StoreError: the disk refused, or would be left with too little room.
    """
    with _done(request, source, home, REPORT) as answer:
        report = ImportReport.model_validate_json(answer.read_bytes())
    warning = low_disk(home)
    return report.model_copy(update={"notes": (*report.notes, warning)}) if warning else report


def upload_samples(request: UploadRequest, source: Source, home: Path) -> Array:
    """Return sample pictures of an upload, (images, height, width, channels) uint8.

    Raises:
        CoreError: as of :func:`take_in`.
    """
    with _done(request, source, home, SAMPLES) as answer:
        pictures: Array = np.load(answer, allow_pickle=False)
    return pictures


@contextmanager
def _done(request: UploadRequest, source: Source, home: Path, answer: str) -> Iterator[Path]:
    """Run the process and yield its ``answer`` file; it is deleted when the block ends."""
    with _folder(home) as place:
        if isinstance(source, Path):
            request = request.model_copy(update={"source": source.absolute()})
        else:
            _copy(source, place / FILE, home)
        (place / REQUEST).write_text(request.model_dump_json(), encoding="utf-8")
        errands.send_errand(_ERRAND, place, home)
        if not (place / answer).exists():
            raise StateError(_LOST.format(request.filename))
        yield place / answer


@contextmanager
def _folder(home: Path) -> Iterator[Path]:
    # Not where temporary files usually are: that may be memory.
    beside = home / "datasets"
    try:
        beside.mkdir(parents=True, exist_ok=True)
        folder = TemporaryDirectory(dir=beside, prefix=f".incoming-{os.getpid()}-")
    except OSError as error:
        raise _unwritable(beside, error) from error
    with folder as place:
        yield Path(place)


def _copy(source: BinaryIO, target: Path, home: Path) -> None:
    check_room(home, source.seek(0, os.SEEK_END))
    source.seek(0)
    try:
        with target.open("wb") as file:
            shutil.copyfileobj(source, file, _PIECE)
    except OSError as error:
        raise _unwritable(target.parent, error) from error


def _unwritable(folder: Path, error: OSError) -> StoreError:
    return StoreError(
        f"The upload could not be written to {folder}: {error}. Free some space or allow writing "
        "there, then upload it again."
    )
