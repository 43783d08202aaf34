"""Uploaded ``.zip`` files of images: folders, formats, and each thing that is refused."""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from core.datasets.archive import DEFAULT_LIMITS, READ_ERRORS
from core.datasets.loaders import load
from core.datasets.upload_images import decode, read_images
from core.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

Make = Any
Members = list[tuple[str, bytes]]


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG whose header claims any size, and that holds hardly a pixel."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = b""
    for kind, body in ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0")), (b"IEND", b"")):
        checksum = struct.pack(">I", zlib.crc32(kind + body))
        chunks += struct.pack(">I", len(body)) + kind + body + checksum
    return b"\x89PNG\r\n\x1a\n" + chunks


def test_folders_are_classes_in_alphabetical_order(
    zipped: Make, take_in: Make, two_classes: Members, home: Path
) -> None:
    report = take_in(zipped(reversed(two_classes)))
    assert report.info.class_names == ("cat", "dog")
    assert report.info.image_shape == (8, 10, 1)
    arrays = load("mine", home)
    assert np.array_equal(arrays.y_train, [0] * 10 + [1] * 10)
    assert np.array_equal(arrays.x_train[:, 0, 0, 0], [10] * 10 + [240] * 10)


def test_folder_around_all_and_litter_are_ignored(
    zipped: Make, take_in: Make, two_classes: Members
) -> None:
    litter = ["__MACOSX/animals/cat/._1.png", "animals/.DS_Store", "animals/cat/Thumbs.db"]
    members = [(f"animals/{name}", content) for name, content in two_classes]
    report = take_in(zipped(members + [(name, b"?") for name in litter]))
    assert report.info.class_names == ("cat", "dog")
    assert report.info.train_images == 20
    assert report.left_out == ()


def test_windows_separators_are_understood(
    zipped: Make, take_in: Make, two_classes: Members
) -> None:
    report = take_in(zipped([(name.replace("/", "\\"), content) for name, content in two_classes]))
    assert report.info.class_names == ("cat", "dog")


def test_what_is_no_image_is_listed_and_left_out(
    zipped: Make, take_in: Make, two_classes: Members, picture: Make
) -> None:
    bad = [
        ("cat/broken.png", b"not a png"),
        ("cat/cut.png", picture()[:45]),
        ("cat/none.jpg", b""),
        ("cat/notes.txt", b"hello"),
        ("loose.png", picture()),
    ]
    report = take_in(zipped(two_classes + bad))
    assert report.info.train_images == 20
    assert sorted(line.partition(":")[0] for line in report.left_out) == sorted(
        name for name, _ in bad
    )
    assert "cat/notes.txt: not an image" in report.left_out


def test_member_with_a_wrong_checksum_is_left_out(
    zipped: Make, take_in: Make, two_classes: Members
) -> None:
    path = zipped([*two_classes, ("cat/zz.png", two_classes[0][1])])
    content = bytearray(path.read_bytes())
    content[content.rindex(b"PK\x01\x02") + 16] ^= 0xFF
    path.write_bytes(content)
    assert "cat/zz.png" in take_in(path).left_out[0]


def test_one_colour_image_makes_all_colour(
    zipped: Make, take_in: Make, two_classes: Members, picture: Make, home: Path
) -> None:
    red = picture((255, 0, 0), mode="RGB")
    assert take_in(zipped([*two_classes, ("dog/red.png", red)])).info.image_shape == (8, 10, 3)
    x = load("mine", home).x_train
    assert list(x[0, 0, 0]) == [10, 10, 10]
    assert list(x[-1, 0, 0]) == [255, 0, 0]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "GIF", "WEBP", "PPM", "TIFF"])
def test_each_format_is_read(picture: Make, kind: str) -> None:
    pixels = decode(picture(120, kind=kind), "a", DEFAULT_LIMITS)
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
        ("I;16", 65535, [255]),
        ("I;16", 257 * 40, [40]),
    ],
)
def test_each_mode_becomes_grey_or_colour(
    picture: Make, mode: str, color: int | tuple[int, ...], expected: list[int]
) -> None:
    pixels = decode(picture(color, mode=mode), "a", DEFAULT_LIMITS)
    assert pixels.dtype == np.uint8
    assert list(pixels[0, 0]) == expected


def test_photograph_is_turned_upright() -> None:
    file = io.BytesIO()
    image = Image.new("L", (10, 8))
    exif = image.getexif()
    exif[0x0112] = 6
    image.save(file, "JPEG", exif=exif)
    assert decode(file.getvalue(), "a", DEFAULT_LIMITS).shape == (10, 8, 1)


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
            assert decode(bytes(content), "a", DEFAULT_LIMITS).ndim == 3
        except READ_ERRORS as error:
            assert str(error)


def test_format_that_would_start_a_program_is_not_read(
    zipped: Make, take_in: Make, two_classes: Members
) -> None:
    eps = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 8\n%%EndComments\nshowpage\n%%EOF\n"
    report = take_in(zipped([*two_classes, ("cat/eps.png", eps)]))
    assert report.left_out[0].startswith("cat/eps.png: cannot be read as an image")


def test_sizes_that_differ_are_refused_with_their_counts(
    zipped: Make, take_in: Make, two_classes: Members, picture: Make
) -> None:
    odd = [(f"dog/odd{n}.png", picture(size=(9, 9))) for n in range(3)]
    with pytest.raises(DataError, match="same size; got 20 of 10×8, 3 of 9×9. Resize or crop"):
        take_in(zipped(two_classes + odd))


def test_train_and_test_folders_are_refused(
    zipped: Make, take_in: Make, two_classes: Members
) -> None:
    members = [
        (f"{part}/{name}", content) for part in ("train", "test") for name, content in two_classes
    ]
    with pytest.raises(DataError, match="one folder a class.*the split is made for you"):
        take_in(zipped(members))


@pytest.mark.parametrize("members", [[], [("readme.txt", b"hello")], [("cat/", b"")]])
def test_archive_without_images_is_refused(zipped: Make, take_in: Make, members: Members) -> None:
    with pytest.raises(DataError, match="none could be read"):
        take_in(zipped(members))


def test_single_class_is_refused(zipped: Make, take_in: Make, two_classes: Members) -> None:
    with pytest.raises(DataError, match=r"2 to 1,000 classes; got 1 \(cat\)"):
        take_in(zipped(two_classes[:10]))


def test_class_whose_images_are_all_broken_is_refused_not_dropped(
    zipped: Make, take_in: Make, two_classes: Members
) -> None:
    broken = [(f"fox/{n}.png", b"?") for n in range(10)]
    with pytest.raises(DataError, match=r"at least 7 images .* fox has 0.*10 were left out"):
        take_in(zipped(two_classes + broken))


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [3, 513, 12_000, 60_000])
def test_image_too_small_or_large_is_refused_undecoded(
    zipped: Make, take_in: Make, two_classes: Members, side: int
) -> None:
    with pytest.raises(DataError, match="512 pixels a side"):
        take_in(zipped([*two_classes, ("cat/huge.png", png_that_claims(side, side))]))


def test_pixels_are_limited_as_well_as_bytes(zipped: Make, take_in: Make, picture: Make) -> None:
    members = [(f"{name}/{n}.png", picture(size=(200, 200))) for name in "ab" for n in range(10)]
    path = zipped(members)
    assert path.stat().st_size < 20_000
    with pytest.raises(DataError, match="at most 400,000 bytes of pixels"):
        take_in(path, unpacked_bytes=400_000)


def test_number_of_images_is_limited(zipped: Make, take_in: Make, two_classes: Members) -> None:
    with pytest.raises(DataError, match="at most 19 images; got 20"):
        take_in(zipped(two_classes), images=19)


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP", "PPM"])
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_damaged_image_is_left_out_or_read(
    kind: str, data: st.DataObject, picture: Make, zipped: Make
) -> None:
    good = picture(120, kind=kind)
    content = bytearray(good)
    for _ in range(3):
        position = data.draw(st.integers(0, len(content) - 1))
        content[position] = data.draw(st.integers(0, 255))
    path = zipped([("a/good.png", good), ("b/bad.png", bytes(content))])
    try:
        labelled = read_images(path, filename="a.zip", limits=DEFAULT_LIMITS)
    except DataError as error:
        assert "pixels a side" in str(error) or "same size" in str(error)
    else:
        assert len(labelled.x_train) + len(labelled.left_out) == 2
