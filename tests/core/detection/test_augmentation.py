"""Pictures that change, and boxes that move with them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.detection.augmentation import Augmentation

STILL = Augmentation(flip=0, upside_down=0, zoom=1, shift=0, brightness=0, contrast=0, saturation=0)


def squares(count: int, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Black pictures with one white rectangle each, and its box."""
    pictures = np.zeros((count, 64, 80, 3), np.uint8)
    boxes = np.zeros((count, 2, 4), np.float32)
    labels = np.full((count, 2), -1, np.int32)
    for index in range(count):
        (x1, y1), (w, h) = rng.integers(5, 40, 2), rng.integers(8, 20, 2)
        pictures[index, y1 : y1 + h, x1 : x1 + w] = 255
        boxes[index, 0], labels[index, 0] = (x1, y1, x1 + w, y1 + h), index % 7
    return pictures, boxes, labels


def white_box(picture: np.ndarray) -> np.ndarray:
    rows, columns = (np.flatnonzero((picture[..., 0] > 127).any(axis)) for axis in (1, 0))
    return np.array([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1], np.float32)


@pytest.mark.parametrize(
    "kind",
    [
        {"flip": 1.0},
        {"upside_down": 1.0},
        {"zoom": 1.5},
        {"shift": 0.2},
        {"flip": 0.5, "upside_down": 0.5, "zoom": 1.3, "shift": 0.1},
    ],
)
def test_box_is_where_the_object_went(kind: dict[str, float]) -> None:
    rng = np.random.default_rng(0)
    pictures, boxes, labels = replace(STILL, **kind)(*squares(40, rng), rng)
    kept = np.flatnonzero(labels[:, 0] >= 0)
    assert len(kept) > 30
    found = np.array([white_box(pictures[index]) for index in kept])
    aside = found - boxes[kept, 0]
    # A rim falls between pixels, but to neither side more often.
    assert np.abs(aside).max() <= 1.01
    assert np.abs(aside.mean(0)).max() < 0.15


def test_nothing_changes_where_nothing_may() -> None:
    rng = np.random.default_rng(1)
    before = squares(5, rng)
    after = STILL(*before, rng)
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def test_originals_are_left_alone() -> None:
    rng = np.random.default_rng(2)
    before = squares(8, rng)
    copies = [part.copy() for part in before]
    Augmentation(upside_down=0.5)(*before, rng)
    assert all(np.array_equal(a, b) for a, b in zip(before, copies, strict=True))


def test_same_seed_changes_alike() -> None:
    batch = squares(6, np.random.default_rng(3))
    first, second, other = (Augmentation()(*batch, np.random.default_rng(s)) for s in (4, 4, 5))
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
    assert not np.array_equal(first[0], other[0])


def test_objects_mostly_cut_off_are_dropped_and_others_cut() -> None:
    pictures = np.zeros((1, 32, 32, 1), np.float32)
    boxes = np.array([[[-8, 4, 2, 14], [-2, 4, 8, 14], [3, 3, 9, 9]]], np.float32)
    labels = np.array([[0, 1, -1]])
    _, moved, kept = STILL(pictures, boxes, labels, np.random.default_rng(0))
    assert kept.tolist() == [[-1, 1, -1]]
    assert moved.tolist() == [[[0, 0, 0, 0], [0, 4, 8, 14], [0, 0, 0, 0]]]


@pytest.mark.parametrize("seed", range(5))
def test_boxes_stay_inside_and_padding_stays_empty(seed: int) -> None:
    rng = np.random.default_rng(seed)
    wild = Augmentation(upside_down=0.5, zoom=2, shift=0.5)
    _, boxes, labels = wild(*squares(30, rng), rng)
    near, far = boxes[labels >= 0][:, :2], boxes[labels >= 0][:, 2:]
    assert (near >= 0).all() and (far <= (80, 64)).all() and (far - near >= 1).all()
    assert not boxes[labels < 0].any()


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_colours_change_within_their_range(channels: int, dtype: type) -> None:
    rng = np.random.default_rng(6)
    top = 255 if dtype == np.uint8 else 1
    pictures = (rng.random((4, 16, 16, channels)) * top).astype(dtype)
    strong = replace(STILL, brightness=0.5, contrast=0.5, saturation=0.5)
    empty = np.zeros((4, 1, 4), np.float32), np.full((4, 1), -1)
    changed, _, _ = strong(pictures, *empty, rng)
    assert changed.dtype == dtype
    assert changed.min() >= 0 and changed.max() <= top
    assert (changed.mean((1, 2, 3)) != pictures.mean((1, 2, 3))).all()


def test_saturation_alone_keeps_grey_pictures() -> None:
    grey = np.full((3, 8, 8, 3), 90, np.uint8)
    empty = np.zeros((3, 1, 4), np.float32), np.full((3, 1), -1)
    changed, _, _ = replace(STILL, saturation=0.9)(grey, *empty, np.random.default_rng(0))
    assert np.array_equal(changed, grey)
