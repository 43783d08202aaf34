"""Brings pictures of any size to one square, their shape kept, and moves their boxes along."""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image

from core.datasets.annotations.records import Annotated, Picture
from core.datasets.scenes import Scenes
from core.errors import DataError

Array = np.ndarray[Any, np.dtype[Any]]

STEP = 32
LARGEST_SIDE = 512
_GROUND = 114


def letterboxed(annotated: Annotated, side: int | None = None) -> Scenes:
    """All pictures as squares of ``side`` pixels, each in the middle, on grey.

    Args:
        side: a multiple of 32 up to 512; by default the median of the longer sides, rounded to one.

    Pictures are grey, with one channel, only where all are.

    Raises:
        DataError: ``side`` is not such a number.
    """
    pictures = annotated.pictures
    side = _usual_side(annotated) if side is None else side
    if side % STEP or not STEP <= side <= LARGEST_SIDE:
        raise DataError(
            f"side must be a multiple of {STEP} from {STEP} to {LARGEST_SIDE}; got {side}."
        )
    channels = max(picture.pixels.shape[2] for picture in pictures)
    most = max(len(picture.boxes) for picture in pictures)
    scenes = Scenes(
        np.full((len(pictures), side, side, channels), _GROUND, np.uint8),
        np.zeros((len(pictures), most, 4), np.float32),
        np.full((len(pictures), most), -1, np.int32),
    )
    for index, picture in enumerate(pictures):
        count = len(picture.boxes)
        scenes.boxes[index, :count] = _placed(picture, scenes.pictures[index])
        scenes.labels[index, :count] = picture.labels
    return scenes


def _usual_side(annotated: Annotated) -> int:
    longer = [max(picture.width, picture.height) for picture in annotated.pictures]
    rounded = STEP * round(float(np.median(longer)) / STEP)
    return min(max(rounded, STEP), LARGEST_SIDE)


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
