"""Adds an uploaded data set, or refuses it and writes nothing."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.datasets.catalogue import (
    DATASETS,
    LONGEST_NAME,
    NAME_PATTERN,
    DatasetInfo,
    info,
    uploaded_folder,
)
from core.datasets.class_names import check_class_names
from core.datasets.uploads.archive import DEFAULT_LIMITS, UploadLimits
from core.datasets.uploads.arrays import TWO_PARTS, read_npz
from core.datasets.uploads.fitting import Fit
from core.datasets.uploads.images import read_images
from core.datasets.uploads.labelled import Labelled
from core.disk import check_room, write_arrays
from core.errors import DataError, StoreError
from core.names import identifier_fault
from core.specs import Frozen

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO


class ImportReport(Frozen):
    """The result of an import: what was added, and each left-out path with its reason.

    ``notes`` says what is kept, but was read otherwise than it was written: a sentence each.
    """

    info: DatasetInfo
    left_out: tuple[str, ...]
    notes: tuple[str, ...] = ()


def import_dataset(
    source: Path | BinaryIO,
    *,
    filename: str,
    name: str,
    home: Path,
    side: int | None = None,
    fit: Fit = "crop",
    limits: UploadLimits = DEFAULT_LIMITS,
) -> ImportReport:
    """Read ``source`` and keep it as data set ``name`` under ``home``.

    Args:
        source: an ``.npz`` file with ``x, y`` or ``x_train, y_train, x_test, y_test``, or a
            ``.zip`` file of one folder a class; a path, or an open file that can be sought.
        filename: what the person's file was called; its ending says which of the two it is.
        name: what to call the data set: small letters, digits, ``_`` and ``-``.
        side, fit: what images of a ``.zip`` become, see
            :func:`core.datasets.uploads.images.read_images`.

    Nothing is run or unpickled, and nothing is written unless everything is in order.

    Raises:
        DataError: what is wrong with the name, the file or its content, and what to do.
        StoreError: the disk refused.
    """
    check_name(name, home)
    filename = short_name(filename)
    labelled = _read(source, filename, side, fit, limits)
    _check_classes(labelled, limits)
    parts = {part: getattr(labelled, part) for part in TWO_PARTS}
    described = _describe(labelled, name, filename)
    keep(described, home, lambda folder: write_arrays(folder / "data.npz", parts))
    return ImportReport(info=described, left_out=labelled.left_out, notes=labelled.notes)


def _read(
    source: Path | BinaryIO, filename: str, side: int | None, fit: Fit, limits: UploadLimits
) -> Labelled:
    suffix = Path(filename).suffix.lower()
    if suffix == ".zip":
        return read_images(source, filename=filename, limits=limits, side=side, fit=fit)
    if suffix != ".npz":
        raise DataError(
            f"filename must end in .npz or .zip; got {filename!r}. Pack images as a zip of one "
            "folder a class, or arrays with numpy.savez."
        )
    if side is not None:
        raise DataError(
            f"side is for a .zip of images; those of {filename} are of one size already. Leave it "
            "out, or resize the arrays first."
        )
    return read_npz(source, filename=filename, limits=limits)


def remove_dataset(name: str, home: Path) -> None:
    """Delete the uploaded data set ``name``.

    Raises:
        NotFoundError: there is none.
        DataError: it is built in.
        StoreError: the disk refused.
    """
    if name in DATASETS.names():
        raise DataError(
            f"name must be that of an uploaded data set; {name!r} is built in and cannot be "
            "removed. Choose one of your own."
        )
    folder = uploaded_folder(name, home)
    # A damaged one must still be removable: only for one that is not there is this asked.
    if not (NAME_PATTERN.fullmatch(name) and folder.is_dir()):
        info(name, home)
    try:
        # Renamed first: it is gone at once, or not at all.
        hidden = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".removed-{os.getpid()}-"))
        folder.rename(hidden / name)
        shutil.rmtree(hidden)
    except OSError as error:
        raise StoreError(
            f"Data set {name!r} could not be removed from {folder}: {error}. "
            "Close what is using it, or delete the folder by hand."
        ) from error


def check_name(name: str, home: Path) -> None:
    """Refuse a name that no new data set can have.

    Raises:
        DataError: it is taken, or not made of the characters of a name.
    """
    if fault := identifier_fault(name, LONGEST_NAME, "my-leaves"):
        raise DataError(f"name {fault}")
    if name in DATASETS.names() or uploaded_folder(name, home).exists():
        raise _taken(name)


def short_name(filename: str) -> str:
    """Return the name of a person's file without the folders that a browser may send."""
    return re.split(r"[/\\]", filename)[-1][:120]


def _taken(name: str) -> DataError:
    return DataError(
        f"name must be new; there is a data set {name!r} already. "
        "Choose another name, or remove that one first."
    )


def _check_classes(labelled: Labelled, limits: UploadLimits) -> None:
    names = labelled.class_names
    if not 2 <= len(names) <= limits.classes:
        raise DataError(
            f"There must be 2 to {limits.classes:,} classes; got {len(names):,} "
            f"({', '.join(names[:5]) or 'none'}). Give each class its own folder or label."
        )
    check_class_names(names)
    least = limits.images_a_class
    counts = np.bincount(labelled.y_train, minlength=len(names))
    few = [(name, int(n)) for name, n in zip(names, counts, strict=True) if n < least]
    if few:
        listed = ", ".join(f"{name} has {n}" for name, n in few[:5])
        raise DataError(
            f"Each class must have at least {least} images that can be read, so that "
            f"there are some to train on, to validate and to test; {listed}. Add images, or leave "
            f"the class out.{_first_left_out(labelled)}"
        )


def _first_left_out(labelled: Labelled) -> str:
    if not labelled.left_out:
        return ""
    return f" {len(labelled.left_out):,} were left out, the first: {labelled.left_out[0]}."


def _describe(labelled: Labelled, name: str, filename: str) -> DatasetInfo:
    height, width, channels = labelled.x_train.shape[1:]
    total = len(labelled.x_train) + len(labelled.x_test)
    return DatasetInfo(
        name=name,
        title=name,
        image_shape=(height, width, channels),
        class_names=labelled.class_names,
        train_images=len(labelled.x_train),
        test_images=len(labelled.x_test),
        origin="uploaded",
        licence="Not stated",
        levels=labelled.levels,
        fit=labelled.fit,
        summary=f"{total:,} {'grey' if channels == 1 else 'colour'} images, {width}×{height}, "
        f"of {len(labelled.class_names)} classes; uploaded as {filename}.",
    )


def keep(described: DatasetInfo, home: Path, write: Callable[[Path], None]) -> None:
    """Keep a data set under ``home``: whole, or not at all.

    Args:
        write: puts the data set's files into the empty folder it is given.

    Raises:
        DataError: somebody has meanwhile taken the name.
        StoreError: the disk refused, or would be left with too little room.
    """
    check_room(home)
    target = uploaded_folder(described.name, home)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".incoming-{os.getpid()}-"))
    except OSError as error:
        raise _unwritable(target, error) from error
    try:
        write(temporary)
        check_room(home)
        (temporary / "info.json").write_text(described.model_dump_json(indent=2), encoding="utf-8")
        _publish(temporary, target)
    except OSError as error:
        raise _unwritable(target, error) from error
    finally:
        # Once renamed it is no longer there.
        shutil.rmtree(temporary, ignore_errors=True)


def _publish(temporary: Path, target: Path) -> None:
    try:
        temporary.rename(target)
    except OSError as error:
        # Someone else may have taken the name while this one was being read.
        if target.exists():
            raise _taken(target.name) from error
        raise


def _unwritable(target: Path, error: OSError) -> StoreError:
    return StoreError(
        f"The data set could not be written to {target}: {error}. "
        "Free some space or allow writing there, then upload it again."
    )
