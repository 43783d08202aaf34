"""Non-maximum suppression: of boxes that cover the same object, only the surest is kept."""

from __future__ import annotations

import numpy as np
import tensorflow as tf

from core.arrays import Array
from core.detection.evaluation import Detections


def suppress(
    boxes: Array,
    scores: Array,
    *,
    iou: float = 0.5,
    least_score: float = 0.01,
    most: int = 100,
) -> list[Detections]:
    """Suppress overlapping boxes greedily in every picture, class by class.

    The box with the highest score is kept, and those of its class whose IoU with it is greater
    than ``iou`` go; then the next, until none is left. The ``most`` surest of a picture stay.

    Args:
        boxes: ``(pictures, anchors, 4)``.
        scores: ``(pictures, anchors, classes)``; a box may be kept for several classes.
        least_score: what scores no more than that is passed over, as is what is not finite.
    """
    finite = np.isfinite(boxes).all(-1, keepdims=True) & np.isfinite(scores)
    kept = tf.image.combined_non_max_suppression(
        np.where(np.isfinite(boxes), boxes, 0)[:, :, None].astype(np.float32),
        np.where(finite, scores, -1).astype(np.float32),
        max_output_size_per_class=most,
        max_total_size=most,
        iou_threshold=iou,
        score_threshold=least_score,
        clip_boxes=False,
    )
    rows = zip(*(np.asarray(part) for part in kept), strict=True)
    return [
        Detections(found[:count], score[:count], label[:count].astype(np.int32))
        for found, score, label, count in rows
    ]
