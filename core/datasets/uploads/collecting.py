"""Collects the images of an upload one by one into one array."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.arrays import Array
from core.datasets.uploads.archive import READ_ERRORS
from core.datasets.uploads.decoding import RESIZE, read_picture
from core.datasets.uploads.fitting import FITS, GROUND, fitted, placed
from core.datasets.uploads.labelled import Labelled
from core.datasets.uploads.levels import DeepPictures
from core.datasets.uploads.skipped_items import SkippedItems
from core.errors import DataError

if TYPE_CHECKING:
    from core.datasets.uploads.archive import Archive, UploadLimits
    from core.datasets.uploads.class_folders import Placed
    from core.datasets.uploads.fitting import Fit


SUFFIXES = (
    *(".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".bmp", ".gif", ".webp"),
    *(".pgm", ".ppm", ".pnm", ".tif", ".tiff"),
)
# Photographs that are made smaller may come as most cameras make them.
LARGEST_ORIGINAL = 6_000
_NAMED = 6
_HOW = {"crop": "the middle of each", "letterbox": "all of each, on grey"}


@dataclass(frozen=True)
class Shape:
    """The shape of images: squares of ``side`` pixels or, where that is ``None``, unchanged.

    Raises:
        DataError: the side is none that an image may have, or ``fit`` is unknown.
    """

    side: int | None
    fit: Fit
    limits: UploadLimits

    def __post_init__(self) -> None:
        least, most = self.limits.least_side, self.limits.side
        if self.side is not None and not least <= self.side <= most:
            raise DataError(
                f"side must be {least} to {most} pixels; got {self.side}. For instance: 64."
            )
        if self.fit not in FITS:
            raise DataError(f"fit must be {' or '.join(FITS)}; got {self.fit!r}.")

    @property
    def originals(self) -> UploadLimits:
        """The limits of the original images."""
        if self.side is None:
            return self.limits
        return self.limits.model_copy(update={"side": LARGEST_ORIGINAL, "least_side": 1})

    @property
    def way_out(self) -> str:
        """The advice for an image that is too large."""
        return RESIZE if self.side else "Resize them first, or choose a side to bring them to."


class Collected:
    """The images read so far, and what was left out."""

    def __init__(self, filename: str, shape: Shape, left_out: list[str]) -> None:
        self.filename = filename
        self.left_out = left_out
        self._shape = shape
        self._limits = shape.limits
        self._sizes: Counter[tuple[int, int]] = Counter()
        self._images: list[tuple[str, Array]] = []
        self._labels: list[str] = []
        # Those for testing come last.
        self._trained = 0
        self._deep = DeepPictures()
        self._skipped = SkippedItems()
        self._pixels_left = self._limits.unpacked_bytes

    def take(self, archive: Archive, image: Placed) -> None:
        """Read one image, or note why it was left out."""
        path, shape = "/".join(image.path), self._shape
        try:
            content = archive.read(image.member)
            read = read_picture(content, path, shape.originals, way_out=shape.way_out)
        except READ_ERRORS as error:
            self.left_out.append(f"{path}: cannot be read as an image ({_short(error)})")
            return
        for remark in read.remarks:
            self._skipped.remark(remark, path)
        self._sizes[read.pixels.shape[1], read.pixels.shape[0]] += 1
        kind, pixels = read.pixels.dtype.name, read.pixels
        if kind != "uint8":
            self._deep.add(pixels, path)
        if shape.side is not None:
            pixels = fitted(pixels, (shape.side, shape.side), shape.fit)
        self._count(pixels)
        # Once two sizes are seen the upload is lost; the rest is read only to be counted.
        if shape.side is not None or len(self._sizes) == 1:
            self._images.append((kind, pixels))
            self._labels.append(image.label)
            self._trained += not image.test

    def labelled(self, class_names: list[str]) -> Labelled:
        """Return everything read as one array; grey only where every image is."""
        self._check()
        number = {name: index for index, name in enumerate(class_names)}
        y = np.array([number[label] for label in self._labels], dtype=np.int32)
        x = self._stacked()
        side, border = self._shape.side, self._trained
        return Labelled(
            *(x[:border], y[:border], x[border:], y[border:]),
            class_names=tuple(class_names),
            left_out=tuple(self.left_out),
            notes=(*self._resized(), *self._deep.notes(), *map(str, self._skipped.notes())),
            levels=self._deep.levels(),
            fit=self._shape.fit if side else None,
        )

    def _count(self, pixels: Array) -> None:
        # A byte each: deeper ones become bytes in the end.
        self._pixels_left -= pixels.size
        if self._pixels_left < 0:
            raise DataError(
                f"The images of {self.filename} must unpack to at most "
                f"{self._limits.unpacked_bytes:,} bytes of pixels. Make them smaller, or take "
                "fewer."
            )

    def _check(self) -> None:
        if not self._images:
            reasons = "; ".join(self.left_out[:3]) or "the archive is empty"
            raise DataError(
                f"{self.filename} must hold images ({', '.join(SUFFIXES)}) in one folder a class; "
                f"none could be read: {reasons}."
            )
        if self._shape.side is None and len(self._sizes) > 1:
            raise DataError(
                f"All images of {self.filename} must have the same size; got {self._listed()}. "
                "Choose a side that all are brought to (in a terminal: --side 64), or resize them "
                "first."
            )

    def _listed(self) -> str:
        counts = ", ".join(f"{n:,} of {w}×{h}" for (w, h), n in self._sizes.most_common(_NAMED))
        more = len(self._sizes) - _NAMED
        return f"{counts} and {more} more sizes" if more > 0 else counts

    def _resized(self) -> tuple[str, ...]:
        """Return a note on the images that were resized."""
        side = self._shape.side
        if side is None or set(self._sizes) == {(side, side)}:
            return ()
        return (
            f"images brought to {side}×{side}: {_HOW[self._shape.fit]}; they were {self._listed()}",
        )

    def _stacked(self) -> Array:
        side = self._shape.side
        sides = (side, side) if side else self._images[0][1].shape[:2]
        channels = max(image.shape[2] for _, image in self._images)
        x = np.full((len(self._images), *sides, channels), GROUND, dtype=np.uint8)
        levels = {found.kind: found for found in self._deep.levels()}
        for index, (kind, image) in enumerate(self._images):
            placed(levels[kind].as_bytes(image) if kind in levels else image, x[index])
            # Let go of each as it is copied, or the peak is twice the images.
            self._images[index] = (kind, x[index])
        return x


def _short(error: BaseException) -> str:
    text = str(error).partition(" <_io")[0]
    return text[:120] or type(error).__name__
