"""Areas, clipping and overlap of boxes."""

from __future__ import annotations

import numpy as np
import pytest

from core.detection.boxes import (
    areas,
    clip,
    from_centres,
    iou_matrix,
    size_iou,
    to_centres,
    to_coco,
)
from tests.core.detection.plain import iou, random_boxes


def test_iou_matrix_equals_pair_by_pair() -> None:
    rng = np.random.default_rng(0)
    first, second = random_boxes(rng, 30), random_boxes(rng, 40)
    expected = [[iou(a, b) for b in second.tolist()] for a in first.tolist()]
    assert iou_matrix(first, second) == pytest.approx(np.array(expected), abs=1e-5)


def test_iou_matrix_takes_batches() -> None:
    rng = np.random.default_rng(1)
    first, second = random_boxes(rng, 3, 5), random_boxes(rng, 3, 7)
    one_by_one = [iou_matrix(a, b) for a, b in zip(first, second, strict=True)]
    assert np.array_equal(iou_matrix(first, second), one_by_one)


def test_boxes_without_area_overlap_nothing() -> None:
    empty = np.array([[5, 5, 5, 5], [9, 9, 3, 3]], np.float32)
    whole = np.array([[0, 0, 10, 10]], np.float32)
    assert not iou_matrix(empty, np.concatenate([empty, whole])).any()
    assert not areas(empty).any()


def test_clip_keeps_what_is_inside() -> None:
    boxes = np.array([[-5, 2, 50, 9], [60, 0, 70, 9]], np.float32)
    assert clip(boxes, 8, 40).tolist() == [[0, 2, 40, 8], [40, 0, 40, 8]]


def test_size_iou_is_iou_on_one_centre() -> None:
    rng = np.random.default_rng(2)
    sizes = rng.uniform(1, 50, (12, 2))
    boxes = from_centres(np.concatenate([np.zeros((12, 2)), sizes], 1))
    assert size_iou(sizes, sizes) == pytest.approx(iou_matrix(boxes, boxes))


def test_centres_are_undone() -> None:
    boxes = random_boxes(np.random.default_rng(3), 4, 6)
    assert from_centres(to_centres(boxes)) == pytest.approx(boxes, abs=1e-4)


def test_coco_writes_corner_and_sides() -> None:
    assert to_coco(np.array([1, 2, 11, 32], np.float32)).tolist() == [1, 2, 10, 30]
