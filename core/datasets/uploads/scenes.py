"""Adds uploaded pictures with boxes, or refuses them and writes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.arrays import Array
from core.datasets.catalogue import DatasetInfo
from core.datasets.uploads.annotations import (
    BOX_LIMITS,
    Annotated,
    as_parts,
    read_annotations,
)
from core.datasets.uploads.importing import ImportReport, check_name, keep, short_name
from core.disk import write_arrays
from core.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import BinaryIO

    from core.datasets.uploads.archive import UploadLimits


# Fewer leave a part of a split without an object, on which nothing can be judged.
LEAST_PICTURES = 20
_NAMED = 5


def import_scenes(
    source: Path | BinaryIO,
    *,
    filename: str,
    name: str,
    home: Path,
    side: int | None = None,
    limits: UploadLimits = BOX_LIMITS,
) -> ImportReport:
    """Read annotated pictures and keep them as data set ``name`` under ``home``.

    Args:
        source: a folder, or a ``.zip`` as a path or an open file that can be sought, in a format of
            :func:`core.datasets.uploads.annotations.read_annotations`.
        filename: what the person's file or folder is called.
        name: what to call the data set: small letters, digits, ``_`` and ``-``.
        side: pixels a side of the squares that the pictures become, their shape kept: a multiple
            of 32 up to 512. By default their usual size, or 128 if that is less.

    Nothing is written unless everything is in order.

    Raises:
        DataError: what is wrong with the name, the file or its content, and what to do.
        StoreError: the disk refused.
    """
    check_name(name, home)
    filename = short_name(filename)
    annotated = read_annotations(source, filename=filename, side=side, limits=limits)
    _check(annotated, filename)
    parts = as_parts(annotated, most_bytes=limits.unpacked_bytes)
    described = _describe(annotated, parts, name, filename)
    keep(described, home, lambda folder: write_arrays(folder / "data.npz", parts))
    left_out, notes = (tuple(map(str, said)) for said in (annotated.left_out, annotated.notes))
    return ImportReport(info=described, left_out=left_out, notes=notes)


def _check(annotated: Annotated, filename: str) -> None:
    with_objects = sum(len(p.labels) > 0 and not p.test for p in annotated.pictures)
    if with_objects >= LEAST_PICTURES:
        return
    reasons = "; ".join(map(str, annotated.left_out[:4]))
    left_out = f" Left out: {reasons}." if reasons else ""
    raise DataError(
        f"{filename} must hold at least {LEAST_PICTURES} pictures with a box that are not kept for "
        f"testing, so that there are some to train on, to validate and to test; got {with_objects}."
        f" Add pictures.{left_out}"
    )


def _describe(
    annotated: Annotated, parts: Mapping[str, Array], name: str, filename: str
) -> DatasetInfo:
    height, width, channels = parts["x_train"].shape[1:]
    names = annotated.class_names
    objects = sum(len(picture.labels) for picture in annotated.pictures)
    listed = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
    return DatasetInfo(
        name=name,
        title=name,
        image_shape=(height, width, channels),
        class_names=names,
        train_images=len(parts["x_train"]),
        test_images=len(parts["x_test"]),
        origin="uploaded",
        licence="Not stated",
        summary=f"{len(annotated.pictures):,} {'grey' if channels == 1 else 'colour'} pictures, "
        f"{width}×{height}, with {objects:,} objects to be found ({listed}); uploaded as "
        f"{filename}.",
        task="detection",
        levels=annotated.levels,
    )
