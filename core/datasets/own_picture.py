"""Brings a person's own picture to the shape that the pictures of a data set have."""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image, ImageOps

from core.datasets.annotations.letterbox import GROUND
from core.datasets.archive import READ_ERRORS, UploadLimits
from core.datasets.catalogue import DatasetInfo
from core.datasets.upload_images import decode
from core.errors import DataError

Array = np.ndarray[Any, np.dtype[Any]]

# Larger than most cameras' pictures, and still not a burden on the memory.
LIMITS = UploadLimits(side=6000)


def fitted(content: bytes, filename: str, info: DatasetInfo) -> Array:
    """The picture in a file as (height, width, channels) uint8, as ``info`` has them.

    Its shape is kept: of a scene all is kept and its ground is grey, as of annotated pictures; of
    an image to be classified the middle.

    Raises:
        DataError: it cannot be read as a picture, or is too large.
    """
    try:
        pixels = decode(content, filename, LIMITS)
    except READ_ERRORS as error:
        raise DataError(
            f"{filename} must be a picture, PNG or JPEG; it cannot be read as one. Open it in a "
            "picture viewer and save it again as PNG."
        ) from error
    return _sized(pixels, info)


def _sized(pixels: Array, info: DatasetInfo) -> Array:
    height, width, channels = info.image_shape
    image = Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)
    image = image.convert("L" if channels == 1 else "RGB")
    bilinear = Image.Resampling.BILINEAR
    if info.task == "detection":
        ground = GROUND if channels == 1 else (GROUND,) * 3
        image = ImageOps.pad(image, (width, height), bilinear, ground)
    else:
        image = ImageOps.fit(image, (width, height), bilinear)
    return np.asarray(image).reshape(height, width, channels)
