"""A YOLO's anchors are the usual sizes of the objects, the large ones on the coarse level."""

from __future__ import annotations

import numpy as np
import pytest

from core.detection.heads.yolo import YoloHead
from core.errors import EvaluationError
from tests.core.detection.fitted_heads import BOXES, detector, fitted


def head_of(version: int, boxes: np.ndarray = BOXES[:4]) -> YoloHead:
    model = detector("tiny_yolo", version=version, anchors=2)
    head = fitted("tiny_yolo", model, boxes)
    assert isinstance(head, YoloHead)
    return head


def test_coarse_level_comes_first_and_has_the_larger_anchors() -> None:
    head = head_of(4)
    assert head.strides[0] > head.strides[1]
    areas = [np.prod(level, -1) for level in head.sizes]
    assert areas[0].min() > areas[1].max()
    sides = BOXES[:4, 2:] - BOXES[:4, :2]
    assert np.sort(np.concatenate(areas)) == pytest.approx(np.sort(np.prod(sides, -1)))


def test_objects_of_one_size_are_found_by_anchors_of_that_size() -> None:
    head = head_of(4, BOXES[:1].repeat(9, 0))
    side = BOXES[0, 2:] - BOXES[0, :2]
    sizes = np.concatenate(head.sizes)
    assert len(np.unique(sizes, axis=0)) == 4
    assert np.abs(sizes - side).sum(1).min() == pytest.approx(0, abs=1e-4)


def test_objects_without_area_are_refused_in_words() -> None:
    with pytest.raises(EvaluationError, match="anchors cannot be fitted to the objects: count"):
        head_of(4, BOXES[:3, [0, 1, 0, 1]])
