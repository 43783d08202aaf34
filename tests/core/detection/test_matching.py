"""Which anchors answer for which objects."""

from __future__ import annotations

import numpy as np
import pytest

from core.detection.anchors import efficientdet_anchors, yolo_anchors
from core.detection.boxes import iou_matrix, size_iou
from core.detection.matching import BACKGROUND, IGNORED, match_by_iou, match_by_shape
from tests.core.detection.plain import pyramid_maps, random_objects

DENSE = efficientdet_anchors(96, 96, pyramid_maps(96, 96))
YOLO = yolo_anchors(
    96, 96, (8, 16, 32), [[(10, 13), (16, 30)], [(33, 23), (30, 61)], [(62, 45), (59, 80)]]
)
SEEDS = range(20)


@pytest.mark.parametrize("seed", SEEDS)
def test_anchor_that_answers_overlaps_enough_or_was_the_best_left(seed: int) -> None:
    boxes, labels = random_objects(np.random.default_rng(seed), 4, 6, 3)
    matches = match_by_iou(DENSE, boxes, labels)
    for picture, match in enumerate(matches):
        overlap = iou_matrix(boxes[picture], DENSE.boxes)
        weak = [a for a in np.flatnonzero(match >= 0) if overlap[match[a], a] < 0.5]
        for anchor in weak:
            others = (match >= 0) & (match != match[anchor])
            assert overlap[match[anchor], anchor] == overlap[match[anchor], ~others].max()


@pytest.mark.parametrize("seed", SEEDS)
def test_every_object_has_an_anchor_and_padding_none(seed: int) -> None:
    boxes, labels = random_objects(np.random.default_rng(seed), 4, 6, 3)
    for match in (match_by_iou(DENSE, boxes, labels), match_by_shape(YOLO, boxes, labels)):
        for picture in range(4):
            answered = set(match[picture][match[picture] >= 0].tolist())
            assert answered == set(np.flatnonzero(labels[picture] >= 0).tolist())


@pytest.mark.parametrize("seed", SEEDS)
def test_background_and_ignored_follow_the_thresholds(seed: int) -> None:
    boxes, labels = random_objects(np.random.default_rng(seed), 3, 5, 3)
    matches = match_by_iou(DENSE, boxes, labels)
    overlap = np.where(labels[..., None] >= 0, iou_matrix(boxes, DENSE.boxes), 0).max(1)
    assert (overlap[matches == BACKGROUND] < 0.4).all()
    assert ((overlap >= 0.4) & (overlap < 0.5))[matches == IGNORED].all()
    assert (matches[overlap >= 0.5] >= 0).all()


def test_two_objects_in_one_place_get_an_anchor_each() -> None:
    box = np.array([[[10, 10, 40, 40], [10, 10, 40, 40]]], np.float32)
    labels = np.array([[0, 1]])
    assert set(match_by_iou(DENSE, box, labels).ravel()) >= {0, 1}
    found = match_by_shape(YOLO, box, labels)
    assert sorted(found[found >= 0]) == [0, 1]


def test_object_without_area_is_none() -> None:
    boxes = np.array([[[10, 10, 10, 40]]], np.float32)
    labels = np.array([[0]])
    assert (match_by_iou(DENSE, boxes, labels) == BACKGROUND).all()
    assert (match_by_shape(YOLO, boxes, labels) == BACKGROUND).all()


def test_object_beyond_all_anchors_does_not_take_one() -> None:
    boxes = np.array([[[500, 500, 520, 520]]], np.float32)
    assert (match_by_iou(DENSE, boxes, np.array([[0]])) == BACKGROUND).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_shape_decides_and_the_cell_holds_the_centre(seed: int) -> None:
    boxes, labels = random_objects(np.random.default_rng(seed), 4, 1, 3)
    matches = match_by_shape(YOLO, boxes, labels)
    for picture in np.flatnonzero(labels[:, 0] >= 0):
        (anchor,) = np.flatnonzero(matches[picture] >= 0)
        box, chosen, stride = boxes[picture, 0], YOLO.boxes[anchor], YOLO.strides[anchor]
        aside = np.abs((box[:2] + box[2:]) / 2 - (chosen[:2] + chosen[2:]) / 2)
        assert (aside <= stride / 2 + 1e-3).all()
        sizes = YOLO.boxes[:, 2:] - YOLO.boxes[:, :2]
        overlap = size_iou((box[2:] - box[:2])[None], sizes)[0]
        assert overlap[anchor] == pytest.approx(overlap.max(), abs=1e-5)


def test_threshold_adds_the_other_shapes_that_are_close() -> None:
    boxes = np.array([[[30, 30, 62, 55]]], np.float32)
    labels = np.array([[2]])
    one = match_by_shape(YOLO, boxes, labels)
    more = match_by_shape(YOLO, boxes, labels, also_above=0.213)
    assert (one >= 0).sum() == 1
    assert (more >= 0).sum() > 1
    assert (more[one >= 0] == 0).all()


def test_pictures_without_objects_are_all_background() -> None:
    boxes, labels = np.zeros((2, 3, 4), np.float32), np.full((2, 3), -1)
    assert (match_by_iou(DENSE, boxes, labels) == BACKGROUND).all()
    assert match_by_shape(YOLO, boxes[:, :0], labels[:, :0]).shape == (2, len(YOLO.boxes))
