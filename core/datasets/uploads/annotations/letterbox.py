"""Fits pictures of any size into one square, keeping their shape, and moves their boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PIL import Image

from core.arrays import Array
from core.datasets.scene_arrays import SceneArrays
from core.datasets.uploads.annotations.records import Annotated, Picture, SkippedItems
from core.datasets.uploads.fitting import GROUND as GROUND
from core.errors import DataError

STEP = 32
LARGEST_SIDE = 512
# As large as a detector can be trained at without a GPU, unless somebody asks for more.
USUAL_SIDE = 128
# A box thinner than this, in pixels of the square, shows nothing that could be learned.
THINNEST = 1.0


def letterboxed(annotated: Annotated, *, most_bytes: int | None = None) -> SceneArrays:
    """Fit all pictures into squares of ``annotated.side`` pixels, centred on grey.

    Args:
        most_bytes: how much the pixels may take.

    Pictures are grey, with one channel, only where all are.

    Raises:
        DataError: the pixels would take too much.
    """
    pictures, side = annotated.pictures, annotated.side
    channels = max(picture.pixels.shape[2] for picture in pictures)
    taken = len(pictures) * side * side * channels
    if most_bytes is not None and taken > most_bytes:
        raise DataError(
            f"The pictures must take at most {most_bytes:,} bytes as squares; {len(pictures):,} of "
            f"{side}×{side} take {taken:,}. Choose a smaller side, or take fewer."
        )
    most = max(len(picture.boxes) for picture in pictures)
    scenes = SceneArrays(
        np.full((len(pictures), side, side, channels), GROUND, np.uint8),
        np.zeros((len(pictures), most, 4), np.float32),
        np.full((len(pictures), most), -1, np.int32),
    )
    for index, picture in enumerate(pictures):
        count = len(picture.boxes)
        scenes.boxes[index, :count] = _placed(picture, scenes.pictures[index])
        scenes.labels[index, :count] = picture.labels
    return scenes


def without_specks(picture: Picture, side: int, skipped: SkippedItems) -> Picture:
    """Drop the boxes that would be thinner than a pixel in a square of ``side`` pixels."""
    scale = side / max(picture.width, picture.height)
    sides = (picture.boxes[:, 2:] - picture.boxes[:, :2]) * scale
    seen = np.flatnonzero(sides.min(axis=1) >= THINNEST)
    for _ in range(len(sides) - len(seen)):
        skipped.note(
            f"boxes thinner than a pixel once their picture has {side} a side", picture.file
        )
    return replace(picture, boxes=picture.boxes[seen], labels=picture.labels[seen])


def check_side(side: int) -> None:
    """Refuse a side that no square can have.

    Raises:
        DataError: it is no multiple of 32 from 32 to 512.
    """
    if side % STEP or not STEP <= side <= LARGEST_SIDE:
        raise DataError(
            f"side must be a multiple of {STEP} from {STEP} to {LARGEST_SIDE}; got {side}. "
            f"For instance: {USUAL_SIDE}."
        )


def usual_side(pictures: Sequence[Picture]) -> int:
    """Return the median longer side, rounded to a multiple of 32, at least 128."""
    longer = [max(picture.width, picture.height) for picture in pictures] or [USUAL_SIDE]
    rounded = STEP * round(float(np.median(longer)) / STEP)
    return min(max(rounded, STEP), USUAL_SIDE)


def _placed(picture: Picture, canvas: Array) -> Array:
    """Draw the picture into ``canvas``; returns its boxes there."""
    side = len(canvas)
    scale = side / max(picture.width, picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    left, top = ((side - length) // 2 for length in size)
    canvas[top : top + size[1], left : left + size[0]] = resized_picture(picture.pixels, size)
    factors = np.array([size[0] / picture.width, size[1] / picture.height] * 2)
    boxes: Array = picture.boxes * factors + (left, top, left, top)
    return boxes


def resized_picture(pixels: Array, size: tuple[int, int]) -> Array:
    """Resize pixels (height, width, 1 or 3) to ``size`` (width, height).

    Other numbers than bytes come back as float32.
    """
    if pixels.dtype == np.uint8:
        return _stretched(pixels[..., 0] if pixels.shape[2] == 1 else pixels, size)
    channels = np.moveaxis(pixels.astype(np.float32), -1, 0)
    return np.concatenate([_stretched(channel, size) for channel in channels], -1)


def _stretched(pixels: Array, size: tuple[int, int]) -> Array:
    stretched = np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BILINEAR))
    return stretched.reshape(*stretched.shape[:2], -1)
