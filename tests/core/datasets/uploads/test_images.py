"""Uploaded ``.zip`` files of images: folders, formats, and each thing that is refused."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from core.datasets.builtin.loaders import load
from core.datasets.uploads.archive import DEFAULT_LIMITS
from core.datasets.uploads.images import image_samples, read_images
from core.errors import DataError
from tests.core.datasets.pictures import deep_png, deep_tiff, saved

if TYPE_CHECKING:
    from pathlib import Path

Make = Any
Members = list[tuple[str, bytes]]
RAMP = np.linspace(0, 1, 1024).reshape(32, 32)


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
    with pytest.raises(DataError, match="same size; got 20 of 10×8, 3 of 9×9. Choose a side"):
        take_in(zipped(two_classes + odd))


def sizes(picture: Make) -> Members:
    """Two classes of ten pictures each, all of other sizes."""
    return [
        (f"{name}/{n}.png", picture(shade, size=(20 + n, 60 - n)))
        for name, shade in (("cat", 30), ("dog", 220))
        for n in range(10)
    ]


@pytest.mark.parametrize(("fit", "corner"), [("crop", 30), ("letterbox", 114)])
def test_pictures_of_any_size_are_brought_to_one(
    zipped: Make, take_in: Make, picture: Make, home: Path, fit: str, corner: int
) -> None:
    report = take_in(zipped(sizes(picture)), side=16, fit=fit)
    assert (report.info.image_shape, report.info.fit) == ((16, 16, 1), fit)
    assert load("mine", home).x_train[0, 8, :, 0].tolist()[0] == corner
    assert "brought to 16×16" in report.notes[0] and "2 of 20×60, 2 of 21×59" in report.notes[0]


def test_photographs_are_brought_to_size_whatever_their_own(
    zipped: Make, take_in: Make, picture: Make
) -> None:
    odd = [
        ("cat/large.png", picture(9, size=(2_000, 900))),
        ("dog/tiny.png", picture(9, size=(2, 1))),
    ]
    assert take_in(zipped(sizes(picture) + odd), side=16).info.train_images == 22


def test_pictures_of_that_size_already_need_no_word(
    zipped: Make, take_in: Make, picture: Make, home: Path
) -> None:
    members = [(f"{name}/{n}.png", picture(n, size=(8, 8))) for name in "ab" for n in range(10)]
    assert take_in(zipped(members), side=8).notes == ()
    assert load("mine", home).x_train[:10, 3, 3, 0].tolist() == list(range(10))


@pytest.mark.parametrize(
    ("side", "fit"), [(3, "crop"), (513, "crop"), (-1, "crop"), (64, "stretch")]
)
def test_side_or_fit_that_is_none_is_refused(
    zipped: Make, take_in: Make, two_classes: Members, side: int, fit: str
) -> None:
    with pytest.raises(DataError, match="side must be 4 to 512|fit must be crop or letterbox"):
        take_in(zipped(two_classes), side=side, fit=fit)


def test_samples_are_of_all_classes_as_they_will_be(zipped: Make, picture: Make) -> None:
    few = image_samples(
        zipped(sizes(picture)), filename="a.zip", limits=DEFAULT_LIMITS, side=8, fit="crop", count=6
    )
    assert few.shape == (6, 8, 8, 1)
    assert few[:, 4, 4, 0].tolist() == [30] * 3 + [220] * 3


def deep_members(*kinds: str) -> Members:
    """Two classes of ten pictures, of each kind in turn, with all of its numbers in each."""
    made = {
        "12 bits": saved(Image.fromarray((RAMP * 4095).astype(np.uint16)), "PNG"),
        "14 bits": deep_tiff((RAMP * 16383).astype(np.uint16)[..., np.newaxis], order=">"),
        "12 bits a colour": deep_png((RAMP * 4095).astype(np.uint16)[..., np.newaxis].repeat(3, 2)),
        "32 bits": saved(Image.fromarray((RAMP * (2**31 - 1)).astype(np.int32)), "TIFF"),
        "fractions": saved(Image.fromarray((RAMP * 2 - 1).astype(np.float32)), "TIFF"),
        "8 bits": saved(Image.fromarray((RAMP * 255).round().astype(np.uint8)), "PNG"),
    }
    return [(f"{name}/{n}.png", made[kinds[n % len(kinds)]]) for name in "ab" for n in range(10)]


# python-pillow#1108 and #7723, pytorch/vision#2218, keras-preprocessing#19: 17 levels, or white.
@pytest.mark.parametrize(
    "kinds",
    [
        *(["12 bits"], ["14 bits"], ["12 bits a colour"], ["32 bits"], ["fractions"]),
        *(["12 bits", "8 bits"], ["12 bits", "32 bits", "fractions"]),
    ],
    ids=", ".join,
)
def test_deep_pictures_keep_their_levels_apart_and_it_is_reported(
    zipped: Make, take_in: Make, home: Path, kinds: list[str]
) -> None:
    report = take_in(zipped(deep_members(*kinds)))
    for pixels in load("mine", home).x_train:
        assert len(np.unique(pixels)) == 256
    assert len(report.notes) == len([kind for kind in kinds if kind != "8 bits"])
    assert "on one scale for all" in report.notes[0] and report.info.levels


def test_a_dark_deep_picture_stays_darker_than_a_bright_one(
    zipped: Make, take_in: Make, home: Path
) -> None:
    members = [
        (f"{name}/{n}.png", saved(Image.fromarray((RAMP * top).astype(np.uint16)), "PNG"))
        for name, top in (("a", 2000), ("b", 4000))
        for n in range(10)
    ]
    take_in(zipped(members))
    x = load("mine", home).x_train
    assert (x[0].max(), x[-1].max()) == (125, 249)


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
