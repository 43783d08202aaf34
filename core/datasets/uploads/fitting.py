"""Resizes pictures to one size: their middle alone (crop), or whole, on grey (letterbox)."""

from __future__ import annotations

from typing import Literal

import numpy as np
from PIL import Image, ImageOps

from core.arrays import Array

Size = tuple[int, int]
Fit = Literal["crop", "letterbox"]

FITS: tuple[Fit, ...] = ("crop", "letterbox")
# What lies around a picture that does not fill its square.
GROUND = 114
_SMOOTH = Image.Resampling.BILINEAR


def fitted(pixels: Array, size: Size, fit: Fit) -> Array:
    """Resize a picture (height, width, 1 or 3) to ``size`` (width, height), keeping its shape.

    Cropped it fills that size; a letterbox is as large as fits into it, without its ground. Other
    numbers than bytes come back as float32.
    """
    if pixels.dtype == np.uint8:
        grey = pixels.shape[2] == 1
        scaled = np.asarray(
            _brought(Image.fromarray(pixels[..., 0] if grey else pixels), size, fit)
        )
        return scaled.reshape(*scaled.shape[:2], -1)
    channels = np.moveaxis(pixels.astype(np.float32), -1, 0)
    return np.stack([np.asarray(_brought(Image.fromarray(c), size, fit)) for c in channels], -1)


def placed(pixels: Array, canvas: Array) -> None:
    """Draw ``pixels`` into the middle of ``canvas``, which is at least as large."""
    height, width = pixels.shape[:2]
    top, left = (canvas.shape[0] - height) // 2, (canvas.shape[1] - width) // 2
    canvas[top : top + height, left : left + width] = pixels


def _brought(image: Image.Image, size: Size, fit: Fit) -> Image.Image:
    if fit == "crop":
        return ImageOps.fit(image, size, _SMOOTH)
    scale = min(size[0] / image.width, size[1] / image.height)
    sides = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(sides, _SMOOTH)
