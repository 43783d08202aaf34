"""Records of annotated pictures, and of what was left out."""

from __future__ import annotations

from dataclasses import dataclass

from core.arrays import Array
from core.datasets.uploads.levels import Levels
from core.datasets.uploads.skipped_items import LeftOut as LeftOut
from core.datasets.uploads.skipped_items import SkippedItems as SkippedItems
from core.errors import DataError

# The folders of a path within the upload, and the name.
Parts = tuple[str, ...]


class OtherFormatError(DataError):
    """Raised if a file is not in the expected format; it may be in another."""


@dataclass(frozen=True)
class Picture:
    """One picture and its objects.

    ``width`` and ``height`` are those of the file, and ``boxes`` (objects, 4) float32,
    ``(x1, y1, x2, y2)``, are in its pixels; ``pixels`` (height, width, 1 or 3) uint8 may have been
    made smaller. ``labels`` (objects,) int32 count from 0. ``test`` says that the person keeps it
    for testing.
    """

    file: str
    width: int
    height: int
    boxes: Array
    labels: Array
    pixels: Array
    test: bool = False


@dataclass(frozen=True)
class Annotated:
    """A data set of annotated pictures; as it is read, every class has a box.

    ``side`` is that of the squares that the pictures become, pixels. ``notes`` are on what is kept,
    but read otherwise than it was written; ``levels`` those of a ``DatasetInfo``.
    """

    class_names: tuple[str, ...]
    pictures: tuple[Picture, ...]
    left_out: tuple[LeftOut, ...]
    side: int
    notes: tuple[LeftOut, ...] = ()
    levels: tuple[Levels, ...] = ()


@dataclass(frozen=True)
class ImageAnnotations:
    """The annotations of one picture, not yet checked against it.

    ``boxes`` (objects, 4) are ``(x1, y1, x2, y2)``, in pixels or, where ``relative``, in shares of
    the sides; ``size`` is (width, height) where it is stated; ``test`` as of :class:`Picture`.
    """

    path: Parts
    boxes: Array
    labels: Array
    size: tuple[int, int] | None = None
    relative: bool = False
    test: bool = False


@dataclass(frozen=True)
class Annotations:
    """The content of annotation files; ``labels`` are indices of ``class_names``."""

    class_names: tuple[str, ...]
    pictures: list[ImageAnnotations]
