"""Fits an uploaded picture to the shape of a data set's pictures."""

from __future__ import annotations

import numpy as np
from PIL import Image

from core.arrays import Array
from core.datasets.catalogue import DatasetInfo
from core.datasets.uploads import fitting
from core.datasets.uploads.archive import READ_ERRORS, UploadLimits
from core.datasets.uploads.decoding import read_picture
from core.datasets.uploads.fitting import GROUND, placed
from core.datasets.uploads.levels import DeepPictures
from core.errors import DataError

# Larger than most cameras' pictures, and still not a burden on the memory.
LIMITS = UploadLimits(side=6000)


def fit_picture(content: bytes, filename: str, info: DatasetInfo) -> Array:
    """Return the picture in a file as (height, width, channels) uint8, as ``info`` has it.

    Its shape is kept: of a scene all is kept and its ground is grey, as of annotated pictures; of
    an image to be classified the middle, or what was kept of the data set's own.

    Raises:
        DataError: it cannot be read as a picture, or is too large.
    """
    try:
        pixels = read_picture(content, filename, LIMITS).pixels
    except READ_ERRORS as error:
        raise DataError(
            f"{filename} must be a picture, PNG or JPEG; it cannot be read as one. Open it in a "
            "picture viewer and save it again as PNG."
        ) from error
    return _sized(_of_bytes(pixels, info), info)


def _of_bytes(pixels: Array, info: DatasetInfo) -> Array:
    """Convert deep pixels to bytes on the data set's scale, else on their own."""
    kind = pixels.dtype.name
    if kind == "uint8":
        return pixels
    deep = DeepPictures()
    deep.add(pixels, "")
    known = {levels.kind: levels for levels in (*deep.levels(), *info.levels)}
    return known[kind].as_bytes(pixels)


def _sized(pixels: Array, info: DatasetInfo) -> Array:
    height, width, channels = info.image_shape
    fit = info.fit or ("letterbox" if info.task == "detection" else "crop")
    canvas = np.full((height, width, pixels.shape[2]), GROUND, np.uint8)
    placed(fitting.fitted(pixels, (width, height), fit), canvas)
    if channels == pixels.shape[2]:
        return canvas
    image = Image.fromarray(canvas if channels == 1 else canvas[..., 0])
    converted = np.asarray(image.convert("L" if channels == 1 else "RGB"))
    return converted.reshape(height, width, channels)
