"""Annotated pictures of more than 8 bits: one scale for all of them, as of plain images."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.core.datasets.pictures import deep_png
from tests.core.datasets.uploads.annotations.uploads import Members, png

Read = Any


def deep_members(top: int, channels: int = 1) -> Members:
    """A picture with a ramp from 0 to ``top`` in 16 bits, another up to half of it, in YOLO's."""
    ramp = np.linspace(0, top, 96 * 96).reshape(96, 96, 1).repeat(channels, 2)
    return {
        "images/a.png": deep_png(ramp.astype(np.uint16)),
        "images/b.png": deep_png((ramp / 2).astype(np.uint16)),
        "labels/a.txt": b"0 0.5 0.5 0.25 0.2",
        "labels/b.txt": b"0 0.5 0.5 0.25 0.2",
        "classes.txt": b"cell",
    }


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("bits", [10, 12, 16])
def test_pictures_of_more_than_8_bits_share_one_scale(read: Read, bits: int, channels: int) -> None:
    done = read(deep_members(2**bits - 1, channels))
    bright, dark = (picture.pixels for picture in done.pictures)
    assert bright.dtype == np.uint8 and bright.shape[2] == channels
    assert len(np.unique(bright)) > 200 and (bright.min(), bright.max()) == (0, 255)
    assert dark.max() == 127 or dark.max() == 128
    assert [(one.low, one.high) for one in done.levels] == [(0, 2**bits - 1)]
    assert any("on one scale for all: 2 (images/a.png" in str(note) for note in done.notes)


def test_a_deep_picture_beside_plain_ones_leaves_them_as_they_are(read: Read) -> None:
    members = deep_members(4095) | {"images/b.png": png(96, 96, 77, "L")}
    deep, plain = (picture.pixels for picture in read(members).pictures)
    assert len(np.unique(deep)) > 200 and np.unique(plain).tolist() == [77]


def test_large_deep_pictures_keep_their_levels_when_made_smaller(
    read: Read,
) -> None:
    ramp = np.add.outer(np.linspace(0, 3095, 600), np.linspace(0, 1000, 500))[..., np.newaxis]
    members = deep_members(4095) | {"images/a.png": deep_png(ramp.astype(np.uint16))}
    large = read(members).pictures[0].pixels
    assert max(large.shape) == 128 and len(np.unique(large)) > 200
