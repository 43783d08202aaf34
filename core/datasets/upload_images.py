"""Reads an uploaded ``.zip`` of one folder a class; what is no image is listed and left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from core.datasets.archive import open_archive, parts_of
from core.datasets.collecting import SUFFIXES, Collected, Shape
from core.errors import DataError

if TYPE_CHECKING:
    import zipfile
    from pathlib import Path
    from typing import BinaryIO

    from core.datasets.archive import Archive, UploadLimits
    from core.datasets.fitting import Fit
    from core.datasets.labelled import Labelled

Array = np.ndarray[Any, np.dtype[Any]]
Placed = tuple[tuple[str, ...], "zipfile.ZipInfo"]

_LITTER = ("__MACOSX", "Thumbs.db", "desktop.ini")


def read_images(
    source: Path | BinaryIO,
    *,
    filename: str,
    limits: UploadLimits,
    side: int | None = None,
    fit: Fit = "crop",
) -> Labelled:
    """The images of a zip file, labelled by the names of their folders, in alphabetical order.

    One more folder around all the class folders is tolerated.

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
        placed, left_out = _placed(archive, filename)
        if len(placed) > limits.images:
            raise DataError(
                f"{filename} must hold at most {limits.images:,} images; got {len(placed):,}. "
                "Take fewer."
            )
        collected = Collected(filename, shape, left_out)
        for parts, member in placed:
            collected.take(archive, parts, member)
    return collected.labelled(sorted({parts[0] for parts, _ in placed}))


def samples(
    source: Path | BinaryIO, *, filename: str, limits: UploadLimits, side: int, fit: Fit, count: int
) -> Array:
    """``count`` images, or all if there are fewer, as :func:`read_images` would make them.

    They are taken evenly from all classes.

    Raises:
        DataError: as of :func:`read_images`, or none of them can be read.
    """
    shape = Shape(side, fit, limits)
    with open_archive(source, filename=filename, limits=limits) as archive:
        placed, left_out = _placed(archive, filename)
        collected = Collected(filename, shape, left_out)
        steps = np.linspace(0, len(placed) - 1, min(count, len(placed))).round().astype(int)
        for step in steps:
            collected.take(archive, *placed[step])
    return collected.labelled(sorted({parts[0] for parts, _ in placed})).x_train


def _placed(archive: Archive, filename: str) -> tuple[list[Placed], list[str]]:
    """The images by path, without a folder around them all; and what is not one."""
    found = [(parts_of(member), member) for member in archive.members]
    found = [(parts, member) for parts, member in found if not is_litter(parts)]
    images = [(parts, member) for parts, member in found if is_image(parts)]
    left_out = [f"{'/'.join(parts)}: not an image" for parts, _ in found if not is_image(parts)]
    wrapped = len({parts[0] for parts, _ in images}) == 1 and any(len(p) > 2 for p, _ in images)
    if wrapped:
        images = [(parts[1:], member) for parts, member in images]
    left_out += [f"{p[0]}: not in a class's folder" for p, _ in images if len(p) == 1]
    deep = next((parts for parts, _ in images if len(parts) > 2), None)
    if deep:
        raise DataError(
            f"{filename} must hold one folder a class, with its images right inside; got "
            f"{'/'.join(deep)!r}. Train and test folders are not read: put all images of a class "
            "together, the split is made for you."
        )
    placed = [(parts, member) for parts, member in images if len(parts) == 2]
    return sorted(placed, key=lambda place: place[0]), left_out


def is_litter(parts: tuple[str, ...]) -> bool:
    """Whether a path is none of the person's files, but what an operating system leaves behind."""
    return not parts or any(part.startswith(".") or part in _LITTER for part in parts)


def is_image(parts: tuple[str, ...]) -> bool:
    """Whether a path ends as an image's does."""
    return parts[-1].lower().endswith(SUFFIXES)
