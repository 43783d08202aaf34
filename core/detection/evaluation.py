"""COCO's mean average precision: by size, by class, and as a curve."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from faster_coco_eval import COCO, COCOeval_faster

from core.arrays import Array
from core.detection.boxes import areas, to_coco
from core.errors import DataError

_LOG = logging.getLogger(__name__)
_SIZES = ("all", "small", "medium", "large")


@dataclass(frozen=True)
class Detections:
    """The detections in one picture, by falling score.

    ``boxes (found, 4)`` float32, ``scores (found,)`` float32 in [0, 1], ``labels (found,)`` int32.
    """

    boxes: Array
    scores: Array
    labels: Array


@dataclass(frozen=True)
class AveragePrecision:
    """COCO's figures (Lin et al. 2014), each in [0, 1]; ``None`` where there is no such object.

    ``map`` is the mean of ten thresholds of IoU, 0.50 to 0.95, and of all classes with objects.
    Small objects are below 32² square pixels, large ones above 96². ``class_ap`` is one figure a
    class. The curve at IoU 0.50 is ``precision (classes, 101)``, with NaN for a class without
    objects, at each ``recall (101,)``; precision is the best at that recall or more.
    """

    map: float
    map50: float
    map75: float
    map_small: float | None
    map_medium: float | None
    map_large: float | None
    class_ap: tuple[float | None, ...]
    recall: Array
    precision: Array


def evaluate(
    boxes: Array, labels: Array, detections: Sequence[Detections], *, classes: int
) -> AveragePrecision:
    """Compare detections, one a picture and at most 100 a class, with what is there.

    Args:
        boxes: ``(pictures, most, 4)``.
        labels: ``(pictures, most)``; -1 is no object.

    Raises:
        DataError: there is no object at all, a label is not below ``classes``, or the pictures
            and detections are not equally many.
    """
    _check(boxes, labels, detections, classes)
    truth = _dataset(*_objects(boxes, labels), len(boxes), classes)
    found = _dataset(*_pooled(detections), len(boxes), classes)
    judge = COCOeval_faster(truth, found, "bbox", print_function=_LOG.debug)
    judge.evaluate()
    judge.accumulate()
    # (thresholds, recalls, classes, sizes); -1 where there is no object.
    precision = judge.eval["precision"][..., -1].astype(np.float64)
    precision[precision < 0] = np.nan
    by_size = dict(zip(_SIZES, np.moveaxis(precision, -1, 0), strict=True))
    overall = by_size["all"]
    return AveragePrecision(
        map=_mean(overall) or 0.0,
        map50=_mean(overall[0]) or 0.0,
        map75=_mean(overall[5]) or 0.0,
        map_small=_mean(by_size["small"]),
        map_medium=_mean(by_size["medium"]),
        map_large=_mean(by_size["large"]),
        class_ap=tuple(_mean(overall[..., label]) for label in range(classes)),
        recall=np.asarray(judge.params.recThrs),
        precision=overall[0].T,
    )


def _check(boxes: Array, labels: Array, detections: Sequence[Detections], classes: int) -> None:
    if not (labels >= 0).any():
        raise DataError(
            f"There must be an object to find; none of {len(labels)} pictures has one. "
            "Evaluate on pictures with boxes."
        )
    if labels.max() >= classes:
        raise DataError(
            f"labels must be below classes={classes}; got {labels.max()}. Count them from 0, and "
            "give the number of all classes."
        )
    if len(detections) != len(boxes):
        raise DataError(
            f"There must be detections for each of {len(boxes)} pictures; got {len(detections)}. "
            "Give empty ones where nothing was seen."
        )


def _objects(boxes: Array, labels: Array) -> tuple[Array, Array, Array, None]:
    picture, place = np.nonzero(labels >= 0)
    return picture, boxes[picture, place], labels[picture, place], None


def _pooled(detections: Sequence[Detections]) -> tuple[Array, Array, Array, Array]:
    counts = [len(found.scores) for found in detections]
    return (
        np.repeat(np.arange(len(detections)), counts),
        np.concatenate([found.boxes.reshape(-1, 4) for found in detections]),
        np.concatenate([found.labels for found in detections]),
        np.concatenate([found.scores for found in detections]),
    )


def _dataset(
    picture: Array, boxes: Array, labels: Array, scores: Array | None, pictures: int, classes: int
) -> COCO:
    columns = {
        # Numbered from 1: the library reads 0 as none.
        "id": np.arange(1, len(boxes) + 1),
        "image_id": picture,
        "category_id": labels,
        "bbox": to_coco(boxes),
        "area": areas(boxes.astype(np.float64)),
        "iscrowd": np.zeros(len(boxes), int),
    }
    if scores is not None:
        columns["score"] = scores.astype(np.float64)
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    return COCO(
        {
            "images": [{"id": number} for number in range(pictures)],
            "categories": [{"id": number, "name": str(number)} for number in range(classes)],
            "annotations": [dict(zip(columns, row, strict=True)) for row in rows],
        }
    )


def _mean(precision: Array) -> float | None:
    known = precision[~np.isnan(precision)]
    return float(known.mean()) if len(known) else None
