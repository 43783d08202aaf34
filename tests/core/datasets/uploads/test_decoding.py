"""One picture of any format and depth: its numbers as they were meant, and what is said of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps

from core.datasets.uploads.archive import DEFAULT_LIMITS, READ_ERRORS
from core.datasets.uploads.decoding import Decoded, read_picture
from tests.core.datasets.pictures import deep_png, deep_tiff, saved

Make = Any
RAMP = np.arange(4 * 6 * 3, dtype=np.uint16).reshape(4, 6, 3) * 57


def read(content: bytes) -> Decoded:
    return read_picture(content, "a", DEFAULT_LIMITS)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "GIF", "WEBP", "PPM", "TIFF"])
def test_each_format_is_read(picture: Make, kind: str) -> None:
    pixels = read(picture(120, kind=kind)).pixels
    assert pixels.shape[:2] == (8, 10)
    assert np.allclose(pixels, 120, atol=2)


@pytest.mark.parametrize(
    ("mode", "color", "expected"),
    [
        ("1", 1, [255]),
        ("LA", (0, 0), [255]),
        ("LA", (7, 255), [7]),
        ("RGBA", (0, 0, 0, 0), [255, 255, 255]),
        ("RGBA", (9, 8, 7, 255), [9, 8, 7]),
        ("I;16", 65535, [65535]),
        ("I;16", 257 * 40, [257 * 40]),
    ],
)
def test_each_mode_becomes_grey_or_colour(
    picture: Make, mode: str, color: int | tuple[int, ...], expected: list[int]
) -> None:
    pixels = read(picture(color, mode=mode)).pixels
    assert pixels.dtype == (np.uint16 if mode == "I;16" else np.uint8)
    assert list(pixels[0, 0]) == expected


def test_photograph_is_turned_upright() -> None:
    file = io.BytesIO()
    image = Image.new("L", (10, 8))
    exif = image.getexif()
    exif[0x0112] = 6
    image.save(file, "JPEG", exif=exif)
    assert read(file.getvalue()).pixels.shape == (10, 8, 1)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
@pytest.mark.parametrize("at", range(24, 44))
def test_photograph_with_broken_notes_is_read_or_told_broken(at: int) -> None:
    file = io.BytesIO()
    image = Image.new("L", (10, 8))
    exif = image.getexif()
    exif[0x0112] = 6
    exif[0x0110] = "camera"
    image.save(file, "JPEG", exif=exif)
    content = bytearray(file.getvalue())
    for value in (0, 7, 255):
        content[at] = value
        try:
            assert read(bytes(content)).pixels.ndim == 3
        except READ_ERRORS as error:
            assert str(error)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photograph_is_turned_as_viewers_turn_it(orientation: int) -> None:
    image = Image.fromarray(np.arange(24, dtype=np.uint8).reshape(4, 6))
    exif = image.getexif()
    exif[0x0112] = orientation
    content = saved(image, "PNG", exif=exif)
    turned = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
    done = read(content)
    assert np.array_equal(done.pixels[..., 0], np.asarray(turned))
    assert ("turned" in str(done.remarks)) == (orientation > 1)


# Pillow gives the upper bytes of such colours (python-pillow#7723): 12 bits have 16 levels there.
@pytest.mark.parametrize("channels", [1, 3])
def test_sixteen_bits_a_colour_keep_all_of_them(channels: int) -> None:
    pixels = RAMP[..., :channels]
    for content in (deep_png(pixels), deep_tiff(pixels), deep_tiff(pixels, order=">")):
        done = read(content)
        assert done.pixels.dtype == np.uint16 and done.remarks == ()
        assert np.array_equal(done.pixels, pixels)


@pytest.mark.parametrize("channels", [1, 3])
def test_deep_transparency_lies_on_the_white_of_the_bits_in_use(channels: int) -> None:
    pixels = np.minimum(RAMP[..., :channels], 4095)
    opaque = np.full((4, 6, 1), 65535, np.uint16)
    whole = read(deep_png(np.concatenate([pixels, opaque], -1)))
    assert np.array_equal(whole.pixels, pixels) and whole.remarks == ()
    opaque[0, 0], pixels[3, 5] = 0, 4095
    done = read(deep_png(np.concatenate([pixels, opaque], -1)))
    assert (done.pixels[0, 0] == 4095).all()
    assert np.array_equal(done.pixels[1:], pixels[1:]) and "laid on white" in done.remarks[0]


def test_colours_stored_plane_by_plane_are_reported_unreadable() -> None:
    with pytest.raises(ValueError, match="cannot be read whole"):
        read(deep_tiff(RAMP, planes=2))


@pytest.mark.parametrize("kind", ["int32", "float32"])
def test_numbers_of_32_bits_stay(kind: str) -> None:
    pixels = (RAMP[..., 0].astype(kind) - 1000) * 1000
    assert np.array_equal(read(saved(Image.fromarray(pixels), "TIFF")).pixels[..., 0], pixels)


def test_numbers_of_32_bits_without_a_sign_are_no_negative_ones() -> None:
    pixels = np.array([[0, 1], [2**31, 2**32 - 1]], np.uint32).repeat(4, 0).repeat(4, 1)
    assert np.array_equal(read(deep_tiff(pixels[..., np.newaxis])).pixels[..., 0], pixels)


def test_white_written_as_nought_is_turned_round() -> None:
    done = read(deep_tiff(RAMP[..., :1], photometric=0))
    assert np.array_equal(done.pixels, 65535 - RAMP[..., :1])
    assert "turned round" in done.remarks[0]


def test_fractions_without_end_are_reported_unreadable() -> None:
    pixels = np.full((8, 8), np.nan, np.float32)
    with pytest.raises(ValueError, match="not all finite"):
        read(saved(Image.fromarray(pixels), "TIFF"))


def unusual() -> dict[str, bytes]:
    red, grey = Image.new("RGB", (8, 8), (200, 30, 30)), Image.new("L", (8, 8), 90)
    frames = {"save_all": True, "append_images": [grey]}
    clear = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    return {
        "palette": saved(red.quantize(4), "PNG"),
        "print (CMYK)": saved(red.convert("CMYK"), "JPEG"),
        "1 bit": saved(grey.convert("1"), "PNG"),
        "laid on white": saved(clear, "PNG"),
        "first was taken": saved(red, "TIFF", **frames),
        "several pictures": saved(Image.new("L", (8, 8), 5), "GIF", **frames),
    }


@pytest.mark.parametrize("said", unusual())
def test_what_is_unusual_is_reported(said: str) -> None:
    assert said in " ".join(read(unusual()[said]).remarks)


def test_of_an_animation_the_first_picture_is_read() -> None:
    first, second = (Image.new("L", (8, 8), shade) for shade in (40, 200))
    content = saved(first, "GIF", save_all=True, append_images=[second])
    assert np.unique(read(content).pixels).tolist() == [40]


def test_palette_of_greys_is_grey(picture: Callable[..., bytes]) -> None:
    assert read(saved(Image.new("L", (8, 8), 90).convert("P"), "PNG")).pixels.shape == (8, 8, 1)
    assert read(saved(Image.new("RGB", (8, 8), "red").quantize(2), "PNG")).pixels.shape[2] == 3


def test_plain_pictures_need_no_word(picture: Callable[..., bytes]) -> None:
    for mode, colour in (("L", 7), ("RGB", (1, 2, 3)), ("RGBA", (1, 2, 3, 255))):
        assert read(picture(colour, mode=mode)).remarks == ()
