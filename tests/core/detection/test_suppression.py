"""Non-maximum suppression against a comparison of every pair."""

from __future__ import annotations

import numpy as np
import pytest

from core.detection.suppression import suppress
from tests.core.detection.plain import random_boxes, suppressed


@pytest.mark.parametrize("seed", range(15))
def test_what_stays_is_what_comparing_every_pair_leaves(seed: int) -> None:
    rng = np.random.default_rng(seed)
    boxes, scores = random_boxes(rng, 3, 60), rng.random((3, 60, 4)).astype(np.float32)
    threshold, most = rng.uniform(0.2, 0.8), int(rng.integers(3, 60))
    found = suppress(boxes, scores, iou=threshold, least_score=0.3, most=most)
    for picture in range(3):
        expected = suppressed(
            boxes[picture], scores[picture], threshold=threshold, least_score=0.3, most=most
        )
        assert found[picture].scores.tolist() == pytest.approx([row[0] for row in expected])
        assert found[picture].labels.tolist() == [row[1] for row in expected]
        anchors = [row[2] for row in expected]
        assert np.array_equal(found[picture].boxes, boxes[picture, anchors])


def test_classes_do_not_suppress_each_other() -> None:
    boxes = np.tile(np.array([5, 5, 40, 40], np.float32), (1, 2, 1))
    scores = np.array([[[0.9, 0.1], [0.2, 0.8]]], np.float32)
    (found,) = suppress(boxes, scores, least_score=0.05)
    assert found.labels.tolist() == [0, 1]
    assert found.scores == pytest.approx([0.9, 0.8])


def test_at_most_a_hundred_stay() -> None:
    near = np.stack(np.meshgrid(np.arange(20), np.arange(20)), -1).reshape(1, -1, 2) * 5
    boxes = np.concatenate([near, near + 4], -1).astype(np.float32)
    (found,) = suppress(boxes, np.linspace(0.1, 1, 800).reshape(1, 400, 2))
    assert len(found.scores) == 100
    assert (np.diff(found.scores) <= 0).all()


def test_nothing_that_is_not_finite_stays() -> None:
    boxes = np.tile(np.array([5, 5, 40, 40], np.float32), (1, 3, 1))
    boxes[0, 0, 2] = np.nan
    scores = np.array([[[0.9], [np.nan], [0.3]]], np.float32)
    (found,) = suppress(boxes, scores)
    assert found.scores == pytest.approx([0.3])
    assert found.boxes.tolist() == [[5, 5, 40, 40]]


def test_picture_without_a_sure_box_has_no_detections() -> None:
    boxes = random_boxes(np.random.default_rng(0), 2, 10)
    found = suppress(boxes, np.zeros((2, 10, 3), np.float32))
    assert [len(one.scores) for one in found] == [0, 0]
    assert found[0].boxes.shape == (0, 4)
