"""Pictures of any size in one square, with their boxes."""

from __future__ import annotations

import numpy as np
import pytest

from core.datasets.uploads.annotations import Annotated, Picture, letterboxed
from core.datasets.uploads.annotations.letterbox import check_side, usual_side, without_specks
from core.datasets.uploads.annotations.records import SkippedItems
from core.errors import DataError


def drawn(width: int, height: int, *boxes: tuple[int, ...], channels: int = 3) -> Picture:
    """A black picture with white boxes."""
    pixels = np.zeros((height, width, channels), np.uint8)
    for x1, y1, x2, y2 in boxes:
        pixels[y1:y2, x1:x2] = 255
    array = np.array(boxes, np.float32).reshape(-1, 4)
    return Picture("p", width, height, array, np.arange(len(boxes), dtype=np.int32), pixels)


def annotated(*pictures: Picture, side: int = 32) -> Annotated:
    return Annotated(("one", "two"), pictures, (), side)


def test_boxes_move_with_their_pictures() -> None:
    wide, tall = drawn(200, 100, (20, 10, 80, 60)), drawn(50, 110, (5, 60, 40, 100))
    scenes = letterboxed(annotated(wide, tall, side=96))
    for picture, boxes in zip(scenes.pictures, scenes.boxes, strict=True):
        rows, columns = (np.flatnonzero((picture[..., 0] > 190).any(axis)) for axis in (1, 0))
        white = [columns[0], rows[0], columns[-1] + 1, rows[-1] + 1]
        assert white == pytest.approx(boxes[0].tolist(), abs=1.01)


def test_shape_is_kept_and_the_rest_is_grey() -> None:
    scenes = letterboxed(annotated(drawn(200, 100, (20, 10, 80, 60)), side=64))
    assert scenes.pictures.shape == (1, 64, 64, 3)
    grey = (scenes.pictures[0] == 114).all((1, 2))
    assert grey.tolist() == [True] * 16 + [False] * 32 + [True] * 16
    sides = scenes.boxes[0, 0, 2:] - scenes.boxes[0, 0, :2]
    assert sides == pytest.approx([60 * 0.32, 50 * 0.32])


def test_objects_are_padded_to_the_most_in_a_picture() -> None:
    some, none = drawn(32, 32, (1, 1, 9, 9), (9, 9, 20, 20)), drawn(32, 32)
    scenes = letterboxed(annotated(some, none))
    assert scenes.labels.tolist() == [[0, 1], [-1, -1]]
    assert scenes.boxes[0].tolist() == [[1, 1, 9, 9], [9, 9, 20, 20]]
    assert not scenes.boxes[1].any()


@pytest.mark.parametrize(
    ("sides", "expected"), [((90, 99, 300), 96), ((10, 12), 32), ((900, 800), 128)]
)
def test_usual_side_is_the_rounded_median(sides: tuple[int, ...], expected: int) -> None:
    pictures = [drawn(side, 8, (0, 0, 4, 4)) for side in sides]
    assert usual_side(pictures) == expected


@pytest.mark.parametrize("side", [0, 33, 544, -32])
def test_other_sides_are_refused(side: int) -> None:
    with pytest.raises(DataError, match=f"multiple of 32 from 32 to 512; got {side}"):
        check_side(side)


def test_more_pixels_than_allowed_are_refused_before_they_are_there() -> None:
    pictures = [drawn(32, 32, (1, 1, 9, 9))] * 3
    assert len(letterboxed(annotated(*pictures), most_bytes=9_216).pictures) == 3
    with pytest.raises(DataError, match=r"at most 9,216 bytes as squares; 3 of 64×64 take 36,864"):
        letterboxed(annotated(*pictures, side=64), most_bytes=9_216)


def test_pictures_are_grey_only_where_all_are() -> None:
    grey, colour = drawn(32, 32, (1, 1, 9, 9), channels=1), drawn(32, 32, (1, 1, 9, 9))
    assert letterboxed(annotated(grey, grey)).pictures.shape[-1] == 1
    mixed = letterboxed(annotated(grey, colour)).pictures
    assert mixed.shape[-1] == 3 and np.array_equal(mixed[0], mixed[1])


def test_picture_made_smaller_before_lies_where_its_measures_say() -> None:
    small = drawn(100, 50, (20, 10, 60, 30))
    photograph = Picture("p", 1_000, 500, small.boxes * 10, small.labels, small.pixels)
    first, second = (letterboxed(annotated(picture, side=64)) for picture in (small, photograph))
    assert np.array_equal(first.pictures, second.pictures)
    assert first.boxes == pytest.approx(second.boxes)


def test_boxes_too_thin_to_be_seen_are_left_out_and_said() -> None:
    thin, skipped = (
        drawn(960, 480, (0, 0, 200, 90), (300, 20, 320, 300), (10, 10, 19, 400)),
        SkippedItems(),
    )
    kept = without_specks(thin, 32, skipped)
    assert (kept.boxes.tolist(), kept.labels.tolist()) == ([[0, 0, 200, 90]], [0])
    [left] = skipped.left_out()
    assert str(left) == "boxes thinner than a pixel once their picture has 32 a side: 2 (p, p)"


def test_boxes_of_a_pixel_stay() -> None:
    skipped = SkippedItems()
    assert len(without_specks(drawn(96, 96, (1, 1, 4, 5)), 32, skipped).boxes) == 1
    assert skipped.left_out() == ()
