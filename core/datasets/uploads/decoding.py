"""Decodes one untrusted picture of any depth, and notes what is unusual in it."""

from __future__ import annotations

import io
import re
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFile

from core.arrays import Array
from core.datasets.uploads.archive import UploadLimits
from core.datasets.uploads.levels import line
from core.errors import DataError

# Only plain pixel formats: some others that Pillow knows start a program to be read.
FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "PPM", "TIFF")
RESIZE = "Resize them first."
# What Pillow makes of broken files beyond READ_ERRORS: of a PNG, of notes (EXIF), of an animation.
_DAMAGED = (
    struct.error,
    SyntaxError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
)
TURNED = "photographs that were turned as their camera was held (EXIF)"

_ANIMATED = "files of several pictures (animations, pages), of which the first was taken"
_TRANSPARENT = "pictures with transparency, which were laid on white"
_UNUSUAL = {
    "1": "pictures of 1 bit, read as black and white",
    "P": "pictures with a palette, read as the colours that it names",
    "PA": "pictures with a palette, read as the colours that it names",
    "CMYK": "pictures in the colours of print (CMYK), turned into red, green and blue",
}
_ORIENTATION = 0x0112
# EXIF's orientations: how to lay the picture as the camera was held.
_TURNS: dict[object, Callable[[Array], Array]] = {
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.swapaxes(0, 1),
    6: lambda a: np.rot90(a, -1),
    7: lambda a: a[::-1, ::-1].swapaxes(0, 1),
    8: lambda a: np.rot90(a),
}
_SIXTEEN = re.compile(r"^(RGB|RGBX|RGBA);16([BLN])$")
_OTHER_END = {"B": "L", "L": "B", "N": "B" if sys.byteorder == "little" else "L"}
# Tags of TIFF.
_BITS, _WHITE, _PLANES, _SIGN = 258, 262, 284, 339


@dataclass(frozen=True)
class Decoded:
    """A picture (height, width, 1 or 3), and what was done to it beyond reading its numbers.

    Of 8 bits it is uint8. Deeper ones keep their numbers: uint16, int32, uint32 or float32.
    """

    pixels: Array
    remarks: tuple[str, ...] = ()


def read_picture(
    content: bytes,
    path: str,
    limits: UploadLimits,
    *,
    upright: bool = True,
    way_out: str = RESIZE,
) -> Decoded:
    """Decode a picture: palette applied, transparency on white, first frame only.

    It is turned as the camera was held (EXIF), or stays as it is stored where not ``upright``.

    Raises:
        DataError: its sides are outside the limits; ends with ``way_out``.
        READ_ERRORS: it is no image, or a damaged one.
    """
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            _check_side(image, path, limits, way_out)
            remarks = [_ANIMATED] if _animated(image) else []
            pixels = _deep(image, content, remarks) if _is_deep(image) else _pixels(image, remarks)
            turn = _TURNS.get(image.getexif().get(_ORIENTATION)) if upright else None
            if turn is not None:
                remarks.append(TURNED)
                pixels = np.ascontiguousarray(turn(pixels))
            return Decoded(pixels, tuple(remarks))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise DataError(
            f"{path} must be at most {limits.side} pixels a side; {error} Resize the image."
        ) from error
    except _DAMAGED as error:
        raise ValueError(f"it is damaged: {error}") from error


def _check_side(image: ImageFile.ImageFile, path: str, limits: UploadLimits, way_out: str) -> None:
    if not all(limits.least_side <= side <= limits.side for side in image.size):
        raise DataError(
            f"The images must be {limits.least_side} to {limits.side} pixels a side; {path} is "
            f"{image.width}×{image.height}. {way_out}"
        )


def _animated(image: ImageFile.ImageFile) -> bool:
    # A camera's MPO holds its photograph once more, smaller or from beside.
    try:
        return image.format != "MPO" and bool(getattr(image, "is_animated", False))
    except _DAMAGED:
        # What comes after the first picture, which may still be whole.
        return False


def _is_deep(image: ImageFile.ImageFile) -> bool:
    return image.mode.startswith("I") or image.mode == "F" or _has_deep_colours(image)


def _has_deep_colours(image: ImageFile.ImageFile) -> bool:
    """Return whether the image has 16 bits a colour, of which Pillow keeps the upper 8."""
    if image.format == "TIFF":
        return len(bits := image.tag_v2.get(_BITS, ())) > 1 and max(bits) > 8  # type: ignore[attr-defined]
    return image.format == "PNG" and any(";16" in str(tile.args) for tile in image.tile)


def _deep(image: ImageFile.ImageFile, content: bytes, remarks: list[str]) -> Array:
    """Return the pixels of a picture of more than 8 bits."""
    if _has_deep_colours(image) and not image.mode.startswith("I"):
        return _deep_colours(image, content, remarks)
    tags = getattr(image, "tag_v2", {})
    pixels = np.asarray(image)
    pixels = pixels.astype(pixels.dtype.newbyteorder("="))
    if not np.isfinite(pixels).all():
        raise ValueError("its pixels are not all finite numbers")
    if pixels.dtype == np.int32 and tags.get(_SIGN, (1,))[0] == 1 and pixels.min() < 0:
        pixels = pixels.view(np.uint32)
    if tags.get(_WHITE) == 0:
        remarks.append("deep pictures whose white is written as 0, which were turned round")
        unsigned = pixels.dtype.kind == "u"
        pixels = np.iinfo(pixels.dtype).max - pixels if unsigned else -pixels
    return pixels[..., np.newaxis]


def _deep_colours(image: ImageFile.ImageFile, content: bytes, remarks: list[str]) -> Array:
    """Read 16 bits a colour in two passes, as Pillow gives one byte of each at a time."""
    lower = [_of_lower_bytes(image, tile) for tile in image.tile]
    with Image.open(io.BytesIO(content), formats=FORMATS) as again:
        again.tile = lower
        if lower[0].args == "RGBA":
            # Grey with transparency: its four bytes, as if they were four colours.
            four = np.asarray(again).astype(np.uint16)
            pixels = four[..., ::2] * np.uint16(256) + four[..., 1::2]
        else:
            low = np.asarray(again)
            pixels = np.asarray(image).astype(np.uint16) * np.uint16(256) + low
    if image.mode == "RGB":
        return pixels
    return _laid_on_white(pixels[..., :-1], pixels[..., -1:] / 65535.0, remarks)


def _of_lower_bytes(image: ImageFile.ImageFile, tile: ImageFile._Tile) -> ImageFile._Tile:
    stored = tile.args if isinstance(tile.args, str) else str((tile.args or ("",))[0])
    if stored == "LA;16B":
        return tile._replace(args="RGBA")
    match = _SIXTEEN.match(stored)
    planes = getattr(image, "tag_v2", {}).get(_PLANES, 1)
    if match is None or planes != 1:
        raise ValueError(f"its 16 bits a colour are stored as {stored}, which cannot be read whole")
    other = f"{match[1]};16{_OTHER_END[match[2]]}"
    return tile._replace(args=other if isinstance(tile.args, str) else (other, *tile.args[1:]))  # type: ignore[index]


def _laid_on_white(pixels: Array, opaque: Array, remarks: list[str]) -> Array:
    """Blend deep pixels with white of as many bits as they use."""
    if opaque.min() == 1:
        return pixels
    remarks.append(_TRANSPARENT)
    seen = pixels[opaque[..., 0] > 0]
    white = line(0, float(seen.max(initial=1)))[1]
    return np.rint(pixels * opaque + white * (1 - opaque)).astype(np.uint16)


def _pixels(image: Image.Image, remarks: list[str]) -> Array:
    """Return the pixels of a picture of at most 8 bits a colour."""
    if image.mode in _UNUSUAL:
        remarks.append(_UNUSUAL[image.mode])
    by_palette = image.mode in ("P", "PA")
    if image.has_transparency_data:
        image = _on_white(image, remarks)
    if image.mode in ("1", "L"):
        return np.asarray(image.convert("L"))[..., np.newaxis]
    pixels = np.asarray(image.convert("RGB"))
    grey = by_palette and bool((pixels == pixels[..., :1]).all())
    return pixels[..., :1] if grey else pixels


def _on_white(image: Image.Image, remarks: list[str]) -> Image.Image:
    """Blend with white: a drawing's empty ground is stored as black, and seen as white."""
    grey = image.mode in ("1", "L", "LA", "La")
    layered = image.convert("RGBA")
    if layered.getchannel("A").getextrema() != (255, 255):
        remarks.append(_TRANSPARENT)
    flat = Image.alpha_composite(Image.new("RGBA", image.size, "white"), layered)
    return flat.convert("L" if grey else "RGB")
