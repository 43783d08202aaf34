"""Writes what a detector leaves: its head, some pictures with their boxes, figures by class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.datasets.prepare import as_bytes
from core.datasets.stored import write_arrays
from core.detection.evaluation import AveragePrecision, Detections
from core.detection.heads.base import write_head
from core.results.layout import TrialFolder
from core.training.detector import DetectionData, DetectorFitter, judge

Array = np.ndarray[Any, np.dtype[Any]]

SHOWN = 16
# A page draws no more boxes a picture; the surest come first.
MOST = 50


def write_findings(fitter: DetectorFitter, scenes: DetectionData, folder: Path) -> dict[str, float]:
    """Write how a detector is read and what it finds; returns how good that is."""
    write_head(fitter.head, TrialFolder(folder).head)
    return _named("val", _written(fitter, scenes, TrialFolder(folder).detections))


def write_test(fitter: DetectorFitter, scenes: DetectionData, folder: Path) -> dict[str, float]:
    """Write what it finds in pictures of the test part; returns how good that is."""
    return _named("test", _written(fitter, scenes, TrialFolder(folder).test_detections))


def _written(fitter: DetectorFitter, scenes: DetectionData, file: Path) -> dict[str, float]:
    found, loss = fitter.found(scenes)
    judged = judge(scenes, found, fitter.head.classes)
    write_detections(file, scenes, found, judged)
    return {"map": judged.map, "map50": judged.map50, "loss": loss}


def _named(part: str, scores: Mapping[str, float]) -> dict[str, float]:
    return {f"{part}_{name}": value for name, value in scores.items()}


def write_detections(
    file: Path, scenes: DetectionData, found: Sequence[Detections], judged: AveragePrecision
) -> None:
    """Write the first pictures, what is in them and what was found, and the evaluation.

    ``pictures`` uint8 (k, height, width, channels), ``boxes`` and ``labels`` as of
    :class:`DetectionData`; ``found_boxes`` (k, most, 4), ``found_scores`` and ``found_labels``
    (k, most), label -1 where there is none; ``class_ap`` (classes,) and ``size_ap`` (small,
    medium, large), NaN where there is no such object; ``recall`` (points,) and ``precision``
    (classes, points) at IoU 0.5.
    """
    shown = list(found[:SHOWN])
    most = max((min(len(one.scores), MOST) for one in shown), default=0)
    sizes = (judged.map_small, judged.map_medium, judged.map_large)
    arrays = {
        "pictures": as_bytes(scenes.x[:SHOWN]),
        "boxes": scenes.boxes[:SHOWN],
        "labels": scenes.labels[:SHOWN],
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
