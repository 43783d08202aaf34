"""Picture files of 16 and 32 bits a colour, which Pillow reads but does not write."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
from PIL import Image

_COLOUR_TYPES = {1: 0, 2: 4, 3: 2, 4: 6}


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The image as a file."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def deep_png(pixels: np.ndarray) -> bytes:
    """(height, width, 1 to 4) uint16 as a PNG of 16 bits a colour."""
    height, width, channels = pixels.shape
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 16, _COLOUR_TYPES[channels], 0, 0, 0)
    chunks = b""
    for kind, body in ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")):
        checksum = struct.pack(">I", zlib.crc32(kind + body))
        chunks += struct.pack(">I", len(body)) + kind + body + checksum
    return b"\x89PNG\r\n\x1a\n" + chunks


def deep_tiff(
    pixels: np.ndarray, *, order: str = "<", photometric: int | None = None, planes: int = 1
) -> bytes:
    """(height, width, 1 or 3) of whole numbers as an uncompressed TIFF of as many bits."""
    height, width, channels = pixels.shape
    body = np.moveaxis(pixels, -1, 0) if planes == 2 else pixels
    data = body.astype(body.dtype.newbyteorder(order)).tobytes()
    bits = pixels.dtype.itemsize * 8
    start = 8 + len(data)
    extra = struct.pack(f"{order}{channels}H", *[bits] * channels)
    white = (2 if channels == 3 else 1) if photometric is None else photometric
    tags = [
        *((256, 3, 1, width), (257, 3, 1, height)),
        (258, 3, channels, bits if channels == 1 else start),
        *((259, 3, 1, 1), (262, 3, 1, white), (273, 4, 1, 8), (277, 3, 1, channels)),
        *((278, 3, 1, height), (279, 4, 1, len(data)), (284, 3, 1, planes)),
    ]
    if planes == 2:
        tags[5], tags[8] = (273, 4, 3, start + 6), (279, 4, 3, start + 18)
        each = len(data) // 3
        extra += struct.pack(f"{order}6I", 8, 8 + each, 8 + 2 * each, each, each, each)
    entries = b"".join(
        struct.pack(f"{order}HHI", tag, kind, count)
        + struct.pack(
            f"{order}HH" if kind == 3 and count == 1 else f"{order}I",
            value,
            *[0] * (kind == 3 and count == 1),
        )
        for tag, kind, count, value in tags
    )
    directory = struct.pack(f"{order}H", len(tags)) + entries + bytes(4)
    mark = b"II" if order == "<" else b"MM"
    return mark + struct.pack(f"{order}HI", 42, start + len(extra)) + data + extra + directory
