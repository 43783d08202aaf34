"""Reads an uploaded ``.zip`` of one folder a class; what is no image is listed and left out."""

from __future__ import annotations

import io
import struct
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image, ImageOps

from core.datasets.archive import READ_ERRORS, open_archive, parts_of
from core.datasets.upload_arrays import Labelled
from core.errors import DataError

if TYPE_CHECKING:
    import zipfile
    from pathlib import Path
    from typing import BinaryIO

    from core.datasets.archive import Archive, UploadLimits

Array = np.ndarray[Any, np.dtype[Any]]
Placed = tuple[tuple[str, ...], "zipfile.ZipInfo"]

# Only plain pixel formats: some others that Pillow knows start a program to be read.
FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "PPM", "TIFF")
SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".pgm", ".ppm", ".tif", ".tiff")
_LITTER = ("__MACOSX", "Thumbs.db", "desktop.ini")


def read_images(source: Path | BinaryIO, *, filename: str, limits: UploadLimits) -> Labelled:
    """The images of a zip file, labelled by the names of their folders, in alphabetical order.

    One more folder around all the class folders is tolerated.

    Raises:
        DataError: the folders are not one a class, the images' sizes differ, or there are too
            many or too large ones.
    """
    with open_archive(source, filename=filename, limits=limits) as archive:
        placed, left_out = _placed(archive, filename)
        if len(placed) > limits.images:
            raise DataError(
                f"{filename} must hold at most {limits.images:,} images; got {len(placed):,}. "
                "Take fewer."
            )
        collected = _Collected(filename, limits, left_out)
        for parts, member in placed:
            collected.take(archive, parts, member)
    return collected.labelled(sorted({parts[0] for parts, _ in placed}))


class _Collected:
    """The images read so far, and what was left out."""

    def __init__(self, filename: str, limits: UploadLimits, left_out: list[str]) -> None:
        self.filename = filename
        self.limits = limits
        self.left_out = left_out
        self.sizes: Counter[tuple[int, int]] = Counter()
        self.images: list[Array] = []
        self.labels: list[str] = []
        self.pixels_left = limits.unpacked_bytes

    def take(self, archive: Archive, parts: tuple[str, ...], member: zipfile.ZipInfo) -> None:
        """Read one image, or note why it was left out."""
        path = "/".join(parts)
        try:
            pixels = decode(archive.read(member), path, self.limits)
        except READ_ERRORS as error:
            self.left_out.append(f"{path}: cannot be read as an image ({_short(error)})")
            return
        self.sizes[pixels.shape[1], pixels.shape[0]] += 1
        self.pixels_left -= pixels.nbytes
        if self.pixels_left < 0:
            raise DataError(
                f"The images of {self.filename} must unpack to at most "
                f"{self.limits.unpacked_bytes:,} bytes of pixels. Make them smaller, or take fewer."
            )
        # Once two sizes are seen the upload is lost; the rest is read only to be counted.
        if len(self.sizes) == 1:
            self.images.append(pixels)
            self.labels.append(parts[0])

    def labelled(self, class_names: list[str]) -> Labelled:
        """What was read, as one array; grey only where every image is."""
        if not self.images:
            reasons = "; ".join(self.left_out[:3]) or "the archive is empty"
            raise DataError(
                f"{self.filename} must hold images ({', '.join(SUFFIXES)}) in one folder a class; "
                f"none could be read: {reasons}."
            )
        if len(self.sizes) > 1:
            counts = ", ".join(f"{n:,} of {w}×{h}" for (w, h), n in self.sizes.most_common(6))
            more = f" and {len(self.sizes) - 6} more sizes" if len(self.sizes) > 6 else ""
            raise DataError(
                f"All images of {self.filename} must have the same size; got {counts}{more}. "
                "Resize or crop them to one size first."
            )
        number = {name: index for index, name in enumerate(class_names)}
        y = np.array([number[label] for label in self.labels], dtype=np.int32)
        x = self._stacked()
        return Labelled(x, y, x[:0], y[:0], tuple(class_names), tuple(self.left_out))

    def _stacked(self) -> Array:
        channels = max(image.shape[2] for image in self.images)
        x = np.empty((len(self.images), *self.images[0].shape[:2], channels), dtype=np.uint8)
        for index in range(len(x)):
            x[index] = self.images[index]
            # Let go of each as it is copied, or the peak is twice the images.
            self.images[index] = x[index]
        return x


def _placed(archive: Archive, filename: str) -> tuple[list[Placed], list[str]]:
    """The images by path, without a folder around them all; and what is not one."""
    found = [(parts_of(member), member) for member in archive.members]
    found = [(parts, member) for parts, member in found if not is_litter(parts)]
    images = [(parts, member) for parts, member in found if is_image(parts)]
    left_out = [f"{'/'.join(parts)}: not an image" for parts, _ in found if not is_image(parts)]
    wrapped = len({parts[0] for parts, _ in images}) == 1 and any(len(p) > 2 for p, _ in images)
    if wrapped:
        images = [(parts[1:], member) for parts, member in images]
    left_out += [f"{p[0]}: not in a class's folder" for p, _ in images if len(p) == 1]
    deep = next((parts for parts, _ in images if len(parts) > 2), None)
    if deep:
        raise DataError(
            f"{filename} must hold one folder a class, with its images right inside; got "
            f"{'/'.join(deep)!r}. Train and test folders are not read: put all images of a class "
            "together, the split is made for you."
        )
    placed = [(parts, member) for parts, member in images if len(parts) == 2]
    return sorted(placed, key=lambda place: place[0]), left_out


def is_litter(parts: tuple[str, ...]) -> bool:
    """Whether a path is none of the person's files, but what an operating system leaves behind."""
    return not parts or any(part.startswith(".") or part in _LITTER for part in parts)


def is_image(parts: tuple[str, ...]) -> bool:
    """Whether a path ends as an image's does."""
    return parts[-1].lower().endswith(SUFFIXES)


def decode(content: bytes, path: str, limits: UploadLimits, *, upright: bool = True) -> Array:
    """(height, width, 1 or 3) uint8, transparency laid on white.

    It is turned as the camera was held (EXIF), or stays as it is stored where not ``upright``.

    Raises:
        DataError: its sides are outside the limits.
        READ_ERRORS: it is no image, or a damaged one.
    """
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            _check_side(image, path, limits)
            return _pixels(ImageOps.exif_transpose(image) if upright else image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise DataError(
            f"{path} must be at most {limits.side} pixels a side; {error} Resize the image."
        ) from error
    except (struct.error, TypeError) as error:
        # What Pillow makes of a broken note on how the picture was held.
        raise ValueError(f"its notes (EXIF) are broken: {error}") from error
    except SyntaxError as error:
        # What Pillow raises for a broken PNG.
        raise ValueError(str(error)) from error


def _check_side(image: Image.Image, path: str, limits: UploadLimits) -> None:
    if not all(limits.least_side <= side <= limits.side for side in image.size):
        raise DataError(
            f"The images must be {limits.least_side} to {limits.side} pixels a side; {path} is "
            f"{image.width}×{image.height}. Resize them first."
        )


def _pixels(image: Image.Image) -> Array:
    if image.mode.startswith("I"):
        # Sixteen bits a pixel; Pillow's own conversion would cut them off at 255.
        wide = np.asarray(image).astype(np.float64) / 257
        return np.clip(np.rint(wide), 0, 255).astype(np.uint8)[..., np.newaxis]
    if image.mode == "F":
        raise ValueError("its pixels are fractions of unknown range")
    if image.has_transparency_data:
        image = _on_white(image)
    if image.mode in ("1", "L"):
        return np.asarray(image.convert("L"))[..., np.newaxis]
    return np.asarray(image.convert("RGB"))


def _on_white(image: Image.Image) -> Image.Image:
    """Without transparency: a drawing's empty ground is stored as black, and seen as white."""
    grey = image.mode in ("1", "L", "LA", "La")
    layered = image.convert("RGBA")
    flat = Image.alpha_composite(Image.new("RGBA", image.size, "white"), layered)
    return flat.convert("L" if grey else "RGB")


def _short(error: BaseException) -> str:
    text = str(error).partition(" <_io")[0]
    return text[:120] or type(error).__name__
