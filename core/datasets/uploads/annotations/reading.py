"""Reads an upload of annotated pictures, and checks the boxes against them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import numpy as np

from core.arrays import Array
from core.datasets.uploads.annotations.files import UploadedFiles, open_files
from core.datasets.uploads.annotations.formats import read_any_format
from core.datasets.uploads.annotations.letterbox import (
    USUAL_SIDE,
    check_side,
    resized_picture,
    usual_side,
    without_specks,
)
from core.datasets.uploads.annotations.records import (
    Annotated,
    Annotations,
    ImageAnnotations,
    Picture,
    SkippedItems,
)
from core.datasets.uploads.annotations.twins import without_twins
from core.datasets.uploads.archive import DEFAULT_LIMITS, READ_ERRORS, UploadLimits
from core.datasets.uploads.decoding import TURNED, read_picture
from core.datasets.uploads.images import is_image
from core.datasets.uploads.levels import DeepPictures
from core.errors import DataError

# Photographs may come as they are: they are made smaller.
BOX_LIMITS = DEFAULT_LIMITS.model_copy(update={"side": 4_096})
MOST_BOXES = 200
# What rounding, and counting pixels from 0 or 1, can make of a box is not worth a word.
_ROUNDING = 1.0
_UPRIGHT = "photographs turned upright (EXIF); their boxes count as drawn on them upright"
_AS_STORED = "photographs kept as they are stored, not upright (EXIF), as their boxes are"


def read_annotations(
    source: Path | BinaryIO,
    *,
    filename: str,
    side: int | None = None,
    limits: UploadLimits = BOX_LIMITS,
) -> Annotated:
    """Return the annotated pictures of a zip or a folder.

    Args:
        source: pictures and JSON files in COCO's format; or YOLO's ``labels/``, or text files
            beside the pictures, with ``classes.txt`` or ``data.yaml``; or Pascal VOC's XML files,
            in ``Annotations`` or beside the pictures.
        filename: what the person's file was called.
        side: of the squares that the pictures become: a multiple of 32 up to 512. By default what
            :func:`core.datasets.uploads.annotations.letterbox.usual_side` says.

    A box is cut at the picture's rim. What cannot be used is left out and counted: a box thinner
    than a pixel in the square, and a picture of another size than its annotations say, as its boxes
    would be beside the objects. Where the upload keeps pictures for testing, they need an object:
    without one nothing can be tested.

    Raises:
        DataError: the annotations are in none of the formats, nothing is left, or there is too
            much.
    """
    if side is not None:
        check_side(side)
    skipped = SkippedItems()
    with open_files(source, filename=filename, limits=limits) as files:
        for path in files.twice:
            skipped.note("files that the archive holds twice (the last counts)", "/".join(path))
        annotations = read_any_format(files, skipped)
        _check(annotations, files, limits, skipped)
        pictures = _Pictures(files, filename, side or USUAL_SIDE, limits, skipped)
        for image in annotations.pictures:
            pictures.take(image)
    side = side or usual_side(pictures.taken)
    # What is seen decides which pictures can be tested on and which classes there are.
    seen = [without_specks(picture, side, skipped) for picture in pictures.of_bytes()]
    read = _annotated(annotations.class_names, _parted(seen, skipped), side, filename, skipped)
    deep = pictures.deep
    return replace(read, notes=(*deep.remarks(), *read.notes), levels=deep.levels())


def _check(
    annotations: Annotations, files: UploadedFiles, limits: UploadLimits, skipped: SkippedItems
) -> None:
    names, filename = annotations.class_names, files.name
    # Pascal VOC's classes are those of the boxes that can be read.
    reasons = f" ({_reasons(skipped)})" if skipped.left_out() else ""
    if not 1 <= len(names) <= limits.classes:
        raise DataError(
            f"{filename} must name 1 to {limits.classes:,} classes; got {len(names):,}{reasons}. "
            "Check what was exported."
        )
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise DataError(f"Class names must differ; {twice!r} is there twice. Rename one.")
    if not annotations.pictures:
        raise DataError(
            f"{filename} must hold the pictures of its annotations; got none of them"
            f"{reasons}. {_existing(files)} Give both the same names."
        )
    if len(annotations.pictures) > limits.images:
        raise DataError(
            f"{filename} must hold at most {limits.images:,} pictures; got "
            f"{len(annotations.pictures):,}. Take fewer."
        )


def _existing(files: UploadedFiles) -> str:
    path = next(filter(is_image, files.paths), None)
    return f"There is for instance {'/'.join(path)}." if path else "There is no picture."


class _Pictures:
    """The pictures read so far."""

    def __init__(
        self,
        files: UploadedFiles,
        filename: str,
        side: int,
        limits: UploadLimits,
        skipped: SkippedItems,
    ) -> None:
        self.taken: list[Picture] = []
        self.deep = DeepPictures()
        self._kinds: list[str] = []
        self._files = files
        self._filename = filename
        self._side = side
        self._limits = limits
        self._skipped = skipped
        self._pixels_left = limits.unpacked_bytes

    def take(self, image: ImageAnnotations) -> None:
        """Read one picture and what of its boxes lies in it, or note why not."""
        name = "/".join(image.path)
        pixels = self._decoded(image, name)
        if pixels is None:
            return
        height, width = pixels.shape[:2]
        if image.size not in (None, (width, height)):
            self._skipped.note("pictures of another size than their annotations say", name)
            return
        boxes, labels = _within(image, width, height, name, self._skipped)
        if pixels.dtype != np.uint8:
            self.deep.add(pixels, name)
        small = _at_most(pixels, self._side)
        self._count(small)
        self._kinds.append(pixels.dtype.name)
        self.taken.append(Picture(name, width, height, boxes, labels, small, image.test))

    def of_bytes(self) -> Iterator[Picture]:
        """Yield the pictures in 8 bits; deeper ones of a kind share one scale."""
        levels = {found.kind: found for found in self.deep.levels()}
        for kind, picture in zip(self._kinds, self.taken, strict=True):
            known = levels.get(kind)
            yield replace(picture, pixels=known.as_bytes(picture.pixels)) if known else picture

    def _decoded(self, image: ImageAnnotations, name: str) -> Array | None:
        try:
            content = self._files.read(image.path)
            read = read_picture(content, name, self._limits)
            if TURNED in read.remarks:
                # A size of (height, width): annotated as stored, not as the camera was held.
                height, width = read.pixels.shape[:2]
                stored = image.size == (height, width) != (width, height)
                self._skipped.remark(_AS_STORED if stored else _UPRIGHT, name)
                if stored:
                    read = read_picture(content, name, self._limits, upright=False)
            for remark in read.remarks:
                if remark != TURNED:
                    self._skipped.remark(remark, name)
            return read.pixels
        except READ_ERRORS:
            self._skipped.note("pictures that cannot be read", name)
        except DataError:
            least, most = self._limits.least_side, self._limits.side
            self._skipped.note(f"pictures whose sides are not {least} to {most:,} pixels", name)
        return None

    def _count(self, pixels: Array) -> None:
        # A byte each: deeper ones become bytes in the end.
        self._pixels_left -= pixels.size
        if self._pixels_left < 0:
            raise DataError(
                f"The pictures of {self._filename} must unpack to at most "
                f"{self._limits.unpacked_bytes:,} bytes of pixels. Choose a smaller side, or take "
                "fewer."
            )


def _within(
    image: ImageAnnotations, width: int, height: int, name: str, skipped: SkippedItems
) -> tuple[Array, Array]:
    """Return boxes in pixels, clipped to the picture, and their labels."""
    sides = np.array([width, height] * 2)
    boxes = image.boxes * sides if image.relative else image.boxes
    inside = np.clip(boxes, 0, sides).astype(np.float32)
    without_area = (boxes[:, 2:] <= boxes[:, :2]).any(1)
    outside = ~without_area & (inside[:, 2:] <= inside[:, :2]).any(1)
    usable = np.flatnonzero(~without_area & ~outside)
    kept, again, further = without_twins(inside, image.labels, usable, MOST_BOXES)
    beyond: Array = np.any(np.abs(boxes - inside) > _ROUNDING, 1)
    reasons = {
        "boxes without area": int(without_area.sum()),
        "boxes outside the picture": int(outside.sum()),
        "parts of boxes beyond the picture's rim": int(beyond[kept].sum()),
        "boxes that are there twice, of the same class in the same place": again,
        f"boxes after a picture's first {MOST_BOXES}": further,
    }
    for reason, count in reasons.items():
        if count:
            skipped.note(reason, name, count)
    return inside[kept], image.labels[kept]


def _at_most(pixels: Array, side: int) -> Array:
    """Shrink the picture if a side is longer than ``side``."""
    height, width = pixels.shape[:2]
    scale = side / max(height, width)
    if scale >= 1:
        return pixels
    return resized_picture(pixels, (max(1, round(width * scale)), max(1, round(height * scale))))


def _parted(pictures: list[Picture], skipped: SkippedItems) -> list[Picture]:
    """Return the pictures for testing last; none where they cannot be used for that."""
    if all(picture.test for picture in pictures):
        return [replace(picture, test=False) for picture in pictures]
    if any(len(picture.labels) for picture in pictures if picture.test):
        return sorted(pictures, key=lambda picture: picture.test)
    for picture in pictures:
        if picture.test:
            skipped.note("pictures for testing, none of which has a box", picture.file)
    return [picture for picture in pictures if not picture.test]


def _annotated(
    class_names: tuple[str, ...],
    pictures: list[Picture],
    side: int,
    filename: str,
    skipped: SkippedItems,
) -> Annotated:
    used = sorted({int(label) for picture in pictures for label in picture.labels})
    if not used:
        raise DataError(
            f"{filename} must hold a picture with a box; no box can be used "
            f"({_reasons(skipped) or 'there is none at all'}). Check "
            "that pictures and annotations belong together."
        )
    for number, name in enumerate(class_names):
        if number not in used:
            skipped.note("classes without a box", name)
    renumbered = np.full(len(class_names), -1, np.int32)
    renumbered[used] = np.arange(len(used))
    kept = tuple(replace(picture, labels=renumbered[picture.labels]) for picture in pictures)
    names = tuple(class_names[number] for number in used)
    return Annotated(names, kept, skipped.left_out(), side, skipped.notes())


def _reasons(skipped: SkippedItems) -> str:
    return "; ".join(map(str, skipped.left_out()[:4]))
