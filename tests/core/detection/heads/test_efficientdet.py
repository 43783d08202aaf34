"""An EfficientDet's anchors follow its maps, and come in three shapes."""

from __future__ import annotations

import pytest

from core.detection.anchors import Anchors
from core.detection.heads.efficientdet import EfficientDetHead
from core.errors import EvaluationError
from core.specs import Value
from tests.core.detection.fitted_heads import BOXES, SCENES, detector


def anchors_of(choices: dict[str, Value], **options: Value) -> Anchors:
    model = detector("efficientdet", choices, **options)
    anchors = EfficientDetHead.of(model, SCENES, BOXES).anchors
    assert model.outputs[1].shape == (None, len(anchors.boxes), 4)
    return anchors


@pytest.mark.parametrize(
    ("choices", "rows"),
    [({}, (24, 12, 6)), ({"resolution": 64}, (16, 8, 4)), ({"resolution": 50}, (13, 7, 4))],
)
def test_anchors_follow_the_maps_of_a_resized_picture(
    choices: dict[str, Value], rows: tuple[int, ...]
) -> None:
    anchors = anchors_of(choices)
    assert anchors.shapes == tuple((side, side, 3) for side in rows)
    # They lie over the picture as it is given, whatever the network makes of it.
    middles = (anchors.boxes[:, :2] + anchors.boxes[:, 2:]) / 2
    first = 96 / rows[0] / 2
    assert middles.min() == pytest.approx(first, rel=1e-4)
    assert middles.max() == pytest.approx(96 - first, rel=1e-4)


@pytest.mark.parametrize(("anchors", "instead"), [(4, 3), (1, 3), (8, 6)])
def test_anchors_that_do_not_come_in_three_shapes_are_refused(anchors: int, instead: int) -> None:
    with pytest.raises(EvaluationError, match=f"multiple of 3, .*got {anchors}. Take {instead}."):
        anchors_of({}, anchors=anchors)
