"""Brings pictures of any size to one square, their shape kept, and moves their boxes along."""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image

from core.datasets.annotations.records import Annotated, Picture
from core.datasets.scene_arrays import Scenes
from core.errors import DataError

Array = np.ndarray[Any, np.dtype[Any]]

STEP = 32
LARGEST_SIDE = 512
# As large as a detector can be trained at without a GPU, unless somebody asks for more.
USUAL_SIDE = 128
GROUND = 114


def letterboxed(
    annotated: Annotated, side: int | None = None, *, most_bytes: int | None = None
) -> Scenes:
    """All pictures as squares of ``side`` pixels, each in the middle, on grey.

    Args:
        side: a multiple of 32 up to 512; by default the median of the longer sides, rounded to one,
            or 128 if that is less.
        most_bytes: how much the pixels may take.

    Pictures are grey, with one channel, only where all are.

    Raises:
        DataError: ``side`` is not such a number, or the pixels would take too much.
    """
    pictures = annotated.pictures
    side = _usual_side(annotated) if side is None else side
    check_side(side)
    channels = max(picture.pixels.shape[2] for picture in pictures)
    taken = len(pictures) * side * side * channels
    if most_bytes is not None and taken > most_bytes:
        raise DataError(
            f"The pictures must take at most {most_bytes:,} bytes as squares; {len(pictures):,} of "
            f"{side}×{side} take {taken:,}. Choose a smaller side, or take fewer."
        )
    most = max(len(picture.boxes) for picture in pictures)
    scenes = Scenes(
        np.full((len(pictures), side, side, channels), GROUND, np.uint8),
        np.zeros((len(pictures), most, 4), np.float32),
        np.full((len(pictures), most), -1, np.int32),
    )
    for index, picture in enumerate(pictures):
        count = len(picture.boxes)
        scenes.boxes[index, :count] = _placed(picture, scenes.pictures[index])
        scenes.labels[index, :count] = picture.labels
    return scenes


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


def _usual_side(annotated: Annotated) -> int:
    longer = [max(picture.width, picture.height) for picture in annotated.pictures]
    rounded = STEP * round(float(np.median(longer)) / STEP)
    return min(max(rounded, STEP), USUAL_SIDE)


def _placed(picture: Picture, canvas: Array) -> Array:
    """Draw the picture into ``canvas``; returns its boxes there."""
    side = len(canvas)
    scale = side / max(picture.width, picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    left, top = ((side - length) // 2 for length in size)
    canvas[top : top + size[1], left : left + size[0]] = resized(picture.pixels, size)
    factors = np.array([size[0] / picture.width, size[1] / picture.height] * 2)
    boxes: Array = picture.boxes * factors + (left, top, left, top)
    return boxes


def resized(pixels: Array, size: tuple[int, int]) -> Array:
    """Pixels (height, width, 1 or 3) brought to ``size`` (width, height)."""
    image = Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)
    stretched = np.asarray(image.resize(size, Image.Resampling.BILINEAR))
    return stretched.reshape(*stretched.shape[:2], -1)
