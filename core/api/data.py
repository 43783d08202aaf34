"""Data sets and tables of finished answers: listing and adding them."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from core.api.opening import store
from core.api.reading import run, runs, trials
from core.arrays import Array
from core.datasets import (
    DatasetInfo,
    ImportReport,
    catalogue,
    info,
)
from core.datasets import remove_dataset as _remove_dataset
from core.datasets.catalogue import unreadable_datasets as _unreadable
from core.datasets.uploads.fitting import Fit
from core.datasets.uploads.importing import check_name
from core.errors import StateError
from core.estimators.catalogue import trained_scores
from core.jobs import uploading
from core.jobs.uploading import UploadRequest
from core.results.details import read_curves
from core.settings import home
from core.specs import Run, Space, Unreadable
from core.tables import download_table as _download_table
from core.tables import export_run
from core.tables.fitting import answered as _answered


def datasets() -> tuple[DatasetInfo, ...]:
    """Return the data sets: built in, then uploaded."""
    return catalogue(home())


def unreadable_datasets() -> tuple[Unreadable, ...]:
    """Return the uploaded data sets and tables that :func:`datasets` leaves out."""
    return _unreadable(home())


def add_dataset(
    file: Path | BinaryIO,
    filename: str,
    name: str,
    *,
    side: int | None = None,
    fit: Fit = "crop",
) -> ImportReport:
    """Take in a person's own ``.npz`` or ``.zip`` (DataError says what is wrong with it).

    Args:
        side: pixels a side of the squares that the images of a ``.zip`` become; by default they
            must be of one size, and stay as they are.
        fit: "crop" keeps the middle of each, "letterbox" all of it, on grey.
    """
    check_name(name, home())
    request = UploadRequest(kind="images", filename=filename, name=name, side=side, fit=fit)
    return uploading.take_in(request, file, home())


def sample_images(
    file: Path | BinaryIO, filename: str, *, side: int, fit: Fit, count: int = 6
) -> Array:
    """Return some images of a ``.zip`` as :func:`add_dataset` would make them.

    (images, side, side, channels) uint8; DataError says what is wrong.
    """
    request = UploadRequest(kind="images", filename=filename, side=side, fit=fit, samples=count)
    return uploading.upload_samples(request, file, home())


def add_scenes(
    source: Path | BinaryIO, filename: str, name: str, side: int | None = None
) -> ImportReport:
    """Take in a person's own pictures with boxes (DataError says what is wrong with them).

    Args:
        source: a folder or a ``.zip`` in COCO's, YOLO's or Pascal VOC's format.
        side: pixels a side of the squares that the pictures become; by default their usual size,
            or 128 if that is less.
    """
    check_name(name, home())
    request = UploadRequest(kind="scenes", filename=filename, name=name, side=side)
    return uploading.take_in(request, source, home())


def add_table(
    file: Path | BinaryIO,
    name: str,
    space: Space | None = None,
    images: str = "",
    filename: str = "",
) -> ImportReport:
    """Take in a table of finished answers (DataError names the row that is wrong).

    Args:
        space: what its architectures are drawn from; None for one of the published tables.
        images: with ``space``, the data set that the answers are about.
        filename: what an open ``file`` is called.
    """
    check_name(name, home())
    called = file.name if isinstance(file, Path) else filename
    request = UploadRequest(
        kind="table",
        filename=called,
        name=name,
        space=space,
        images=info(images, home()).name if images else "",
    )
    return uploading.take_in(request, file, home())


def download_table(name: str) -> ImportReport:
    """Fetch a published table from its authors (DataError says why it cannot be had)."""
    return _download_table(name, home())


def answered(table: DatasetInfo) -> tuple[int, int] | None:
    """Return how many networks of its space a table answers for, of how many; None if all."""
    if table.table is None:
        return None
    known, every = _answered(table.table)
    return None if table.table.rows >= every else (known, every)


def can_replay(run: Run) -> bool:
    """Return whether a run has ended with accuracies of its own, for a table."""
    accurate = "val_accuracy" in trained_scores(run.spec.estimator.name)
    return accurate and run.has_ended and run.counts.trained > 0


def export_table(run_id: str, name: str) -> DatasetInfo:
    """Keep the answers of a run that has ended as a table that later runs can be answered from."""
    of = run(run_id)
    if not of.has_ended:
        raise StateError(f"{of.name!r} is {of.status}. Stop it first, or wait until it has ended.")
    return export_run(
        of,
        trials(run_id),
        info(of.spec.dataset, home()),
        name=name,
        home=home(),
        curves_of=lambda number: read_curves(store().files, run_id, number),
    )


def remove_dataset(name: str) -> None:
    """Delete an uploaded data set that no waiting or running run needs."""
    needing = [r.name for r in runs() if r.spec.dataset == name and not r.has_ended]
    if needing:
        raise StateError(f"{name!r} is needed by the run {needing[0]!r}. Stop that first.")
    _remove_dataset(name, home())
