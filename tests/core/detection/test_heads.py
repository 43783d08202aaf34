"""How detectors' outputs are read, and kept beside their weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.detection.heads import Head, efficientdet_head, read_head, write_head, yolo_head
from core.errors import EvaluationError
from core.models import build
from tests.core.estimators.detectors import CHOICES, SPACES

SHAPE, CLASSES = (96, 96, 3), 2
BOXES = np.array([(10, 10, 40, 40), (20, 30, 90, 60), (50, 50, 64, 70), (0, 0, 9, 30)], np.float32)


def efficientdet(anchors: int = 3, **choices: int) -> Head:
    model = build(
        "efficientdet",
        input_shape=SHAPE,
        classes=CLASSES,
        choices=CHOICES["efficientdet"] | choices,
        **SPACES["efficientdet"].options | {"anchors": anchors},
    )
    head = efficientdet_head(SHAPE, model, CLASSES, BOXES)
    assert model.outputs[1].shape == (None, len(head.anchors.boxes), 4)
    return head


@pytest.mark.parametrize(
    ("resolution", "rows"), [(0, (24, 12, 6)), (64, (16, 8, 4)), (50, (13, 7, 4))]
)
def test_anchors_follow_the_maps_of_a_resized_picture(
    resolution: int, rows: tuple[int, ...]
) -> None:
    anchors = efficientdet(resolution=resolution).anchors if resolution else efficientdet().anchors
    assert anchors.shapes == tuple((side, side, 3) for side in rows)
    # They lie over the picture as it is given, whatever the network makes of it.
    middles = (anchors.boxes[:, :2] + anchors.boxes[:, 2:]) / 2
    first = 96 / rows[0] / 2
    assert middles.min() == pytest.approx(first, rel=1e-4)
    assert middles.max() == pytest.approx(96 - first, rel=1e-4)


def test_anchors_that_do_not_come_in_three_shapes_are_refused() -> None:
    with pytest.raises(EvaluationError, match="multiple of 3, .*got 4"):
        efficientdet(anchors=4)


def yolo() -> Head:
    return yolo_head(SHAPE, [(3, 3, 14), (6, 6, 14)], CLASSES, 4, BOXES)


def test_fewer_sizes_of_objects_than_anchors_are_refused_in_words() -> None:
    with pytest.raises(EvaluationError, match="anchors cannot be fitted to the objects: count"):
        yolo_head(SHAPE, [(3, 3, 14), (6, 6, 14)], CLASSES, 4, BOXES[:1].repeat(9, 0))


@pytest.mark.parametrize("made", [efficientdet, yolo])
def test_a_head_that_was_kept_is_the_same(made: type[Head], tmp_path: Path) -> None:
    head = made()
    write_head(head, tmp_path / "head.json")
    again = read_head(tmp_path / "head.json")
    assert again == head
    assert np.array_equal(again.anchors.boxes, head.anchors.boxes)
