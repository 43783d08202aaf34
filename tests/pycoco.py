"""The reference that detections are also judged by: pycocotools, given the same pictures."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from core.detection.boxes import to_coco
from core.detection.evaluation import Detections


def judged_by_pycocotools(
    boxes: np.ndarray, labels: np.ndarray, found: Sequence[Detections], classes: int
) -> COCOeval:
    """The evaluation of ``found``, accumulated and summarised without a word.

    Arguments are those of :func:`core.detection.evaluation.evaluate`.
    """
    truth = COCO()
    objects = [(p, o) for p, o in zip(*np.nonzero(labels >= 0), strict=True)]
    truth.dataset = {
        "images": [{"id": n} for n in range(len(boxes))],
        "categories": [{"id": n} for n in range(classes)],
        "annotations": [
            {"id": n, "image_id": int(p), "category_id": int(labels[p, o]), "iscrowd": 0}
            | {"bbox": (b := to_coco(boxes[p, o]).tolist()), "area": b[2] * b[3]}
            for n, (p, o) in enumerate(objects, start=1)
        ],
    }
    rows = [
        {"image_id": n, "category_id": int(label), "score": float(score)}
        | {"bbox": to_coco(box).tolist()}
        for n, one in enumerate(found)
        for box, score, label in zip(one.boxes, one.scores, one.labels, strict=True)
    ]
    with contextlib.redirect_stdout(io.StringIO()):
        truth.createIndex()
        judge = COCOeval(truth, truth.loadRes(rows), "bbox")
        judge.evaluate()
        judge.accumulate()
        judge.summarize()
    return judge
