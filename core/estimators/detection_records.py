"""Writes what a detector leaves: its head, some pictures with their boxes, figures by class."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.detection.evaluation import AveragePrecision, Detections
from core.detection.heads import write_head
from core.estimators.detector_fitting import DetectorFitter, Scenes, judge
from core.parents.keeping import HEAD

Array = np.ndarray[Any, np.dtype[Any]]

SHOWN = 16
# A page draws no more boxes a picture; the surest come first.
MOST = 50


def write_findings(fitter: DetectorFitter, scenes: Scenes, folder: Path) -> dict[str, float]:
    """Write how a detector is read and what it finds; returns how good that is."""
    write_head(fitter.head, folder / HEAD)
    found, loss = fitter.found(scenes)
    judged = judge(scenes, found, fitter.head.classes)
    write_detections(folder / "detections.npz", scenes, found, judged)
    return {"val_map": judged.map, "val_map50": judged.map50, "val_loss": loss}


def write_detections(
    file: Path, scenes: Scenes, found: Sequence[Detections], judged: AveragePrecision
) -> None:
    """Write the first pictures, what is in them and what was found, and the evaluation.

    ``pictures`` uint8 (k, height, width, channels), ``boxes`` and ``labels`` as of
    :class:`Scenes`; ``found_boxes`` (k, most, 4), ``found_scores`` and ``found_labels`` (k, most),
    label -1 where there is none; ``class_ap`` (classes,), NaN for a class without objects;
    ``recall`` (points,) and ``precision`` (classes, points) at IoU 0.5.
    """
    shown = list(found[:SHOWN])
    most = max((min(len(one.scores), MOST) for one in shown), default=0)
    np.savez_compressed(
        file,
        pictures=np.round(scenes.x[:SHOWN] * 255.0).clip(0, 255).astype(np.uint8),
        boxes=scenes.boxes[:SHOWN],
        labels=scenes.labels[:SHOWN],
        found_boxes=_padded([one.boxes[:most] for one in shown], most, 0.0),
        found_scores=_padded([one.scores[:most] for one in shown], most, 0.0),
        found_labels=_padded([one.labels[:most] for one in shown], most, -1),
        class_ap=np.array([np.nan if ap is None else ap for ap in judged.class_ap]),
        recall=judged.recall,
        precision=judged.precision,
    )


def _padded(rows: Sequence[Array], most: int, filling: float) -> Array:
    whole = [
        np.concatenate([row, np.full((most - len(row), *row.shape[1:]), filling, row.dtype)])
        for row in rows
    ]
    return np.stack(whole) if whole else np.zeros((0, most))
