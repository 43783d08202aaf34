"""Writes a detector's results: its head, some pictures with boxes, figures by class."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from core.arrays import Array
from core.datasets.prepare import as_bytes
from core.detection.evaluation import AveragePrecision, Detections
from core.disk import write_arrays

SHOWN = 16
# A page draws no more boxes a picture; the surest come first.
MOST = 50


def write_detections(
    file: Path,
    scenes: tuple[Array, Array, Array],
    found: Sequence[Detections],
    judged: AveragePrecision,
) -> None:
    """Write the first pictures, what is in them and what was found, and the evaluation.

    ``pictures`` uint8 (k, height, width, channels), ``boxes`` (k, most, 4) and ``labels``
    (k, most), of which ``scenes`` has all; ``found_boxes`` (k, most, 4), ``found_scores`` and
    ``found_labels`` (k, most), label -1 where there is none; ``class_ap`` (classes,) and
    ``size_ap`` (small, medium, large), NaN where there is no such object; ``recall`` (points,) and
    ``precision`` (classes, points) at IoU 0.5.
    """
    (pictures, boxes, labels), shown = scenes, list(found[:SHOWN])
    most = max((min(len(one.scores), MOST) for one in shown), default=0)
    sizes = (judged.map_small, judged.map_medium, judged.map_large)
    arrays = {
        "pictures": as_bytes(pictures[:SHOWN]),
        "boxes": boxes[:SHOWN],
        "labels": labels[:SHOWN],
        "found_boxes": _padded([one.boxes[:most] for one in shown], most, 0.0),
        "found_scores": _padded([one.scores[:most] for one in shown], most, 0.0),
        "found_labels": _padded([one.labels[:most] for one in shown], most, -1),
        "class_ap": _known(judged.class_ap),
        "size_ap": _known(sizes),
        "recall": judged.recall,
        "precision": judged.precision,
    }
    write_arrays(file, arrays)


def _known(figures: Sequence[float | None]) -> Array:
    return np.array([np.nan if figure is None else figure for figure in figures])


def _padded(rows: Sequence[Array], most: int, filling: float) -> Array:
    whole = [
        np.concatenate([row, np.full((most - len(row), *row.shape[1:]), filling, row.dtype)])
        for row in rows
    ]
    return np.stack(whole) if whole else np.zeros((0, most))
