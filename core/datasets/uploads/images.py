"""Reads an uploaded ``.zip`` with a folder for each class; other files are listed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from core.arrays import Array
from core.datasets.uploads.archive import open_archive, parts_of
from core.datasets.uploads.class_folders import by_folder
from core.datasets.uploads.collecting import SUFFIXES, Collected, Shape
from core.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from core.datasets.uploads.archive import Archive, UploadLimits
    from core.datasets.uploads.class_folders import Folders
    from core.datasets.uploads.fitting import Fit
    from core.datasets.uploads.labelled import Labelled


_LITTER = ("__MACOSX", "Thumbs.db", "desktop.ini")


def read_images(
    source: Path | BinaryIO,
    *,
    filename: str,
    limits: UploadLimits,
    side: int | None = None,
    fit: Fit = "crop",
) -> Labelled:
    """Read the images of a zip file; their folders, in alphabetical order, are the labels.

    Folders around all the class folders are tolerated; where class folders are inside folders of
    parts, as ``train`` and ``test``, those for testing become the test part.

    Args:
        side: of the squares that images of any size become, in pixels; by default they must be of
            one size, and stay as they are.
        fit: whether such a square holds the middle of an image, or all of it, on grey.

    Raises:
        DataError: the folders are not one a class, the images' sizes differ and there is no
            ``side``, or there are too many or too large ones.
    """
    shape = Shape(side, fit, limits)
    with open_archive(source, filename=filename, limits=limits) as archive:
        folders, left_out = _sorted_out(archive, filename)
        if len(folders.placed) > limits.images:
            raise DataError(
                f"{filename} must hold at most {limits.images:,} images; got "
                f"{len(folders.placed):,}. Take fewer."
            )
        collected = Collected(filename, shape, left_out)
        for image in folders.placed:
            collected.take(archive, image)
    labelled = collected.labelled(sorted({image.label for image in folders.placed}))
    return replace(labelled, notes=(*folders.notes, *labelled.notes))


def image_samples(
    source: Path | BinaryIO, *, filename: str, limits: UploadLimits, side: int, fit: Fit, count: int
) -> Array:
    """Return ``count`` images, or all if there are fewer, as :func:`read_images` would make them.

    They are taken evenly from all classes.

    Raises:
        DataError: as of :func:`read_images`, or none of them can be read.
    """
    shape = Shape(side, fit, limits)
    with open_archive(source, filename=filename, limits=limits) as archive:
        folders, left_out = _sorted_out(archive, filename)
        placed = [image for image in folders.placed if not image.test]
        collected = Collected(filename, shape, left_out)
        steps = np.linspace(0, len(placed) - 1, min(count, len(placed))).round().astype(int)
        for step in steps:
            collected.take(archive, placed[step])
    return collected.labelled(sorted({image.label for image in placed})).x_train


def _sorted_out(archive: Archive, filename: str) -> tuple[Folders, list[str]]:
    """Return the images by class and part; and what is not an image, or in no class's folder."""
    found = [(parts_of(member), member) for member in archive.members]
    found = [(parts, member) for parts, member in found if not is_litter(parts)]
    folders = by_folder([(p, member) for p, member in found if is_image(p)], filename)
    left_out = [f"{'/'.join(parts)}: not an image" for parts, _ in found if not is_image(parts)]
    return folders, [*left_out, *folders.left_out]


def is_litter(parts: tuple[str, ...]) -> bool:
    """Return whether a path is a file that an operating system left behind."""
    return not parts or any(part.startswith(".") or part in _LITTER for part in parts)


def is_image(parts: tuple[str, ...]) -> bool:
    """Return whether a path ends as an image's does."""
    return parts[-1].lower().endswith(SUFFIXES)
