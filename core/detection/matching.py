"""Matches anchors with objects: the targets of a detector's training.

A match is a number an anchor: the place of its object among the picture's, or ``BACKGROUND``, or
``IGNORED`` where it shall learn nothing.
"""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.detection.anchors import Anchors
from core.detection.boxes import areas, iou_matrix, size_iou

BACKGROUND, IGNORED = -1, -2


def match_by_iou(
    anchors: Anchors, boxes: Array, labels: Array, *, positive: float = 0.5, negative: float = 0.4
) -> Array:
    """Match as RetinaNet and EfficientDet do (Lin et al. 2017, section 4).

    An anchor answers for the object it overlaps most, if their IoU is at least ``positive``; below
    ``negative`` it is background, between the two it is ignored. Besides, every object gets the
    anchor that overlaps it most; where two want the same one, the closer object has it, and the
    other takes its next best.

    Args:
        boxes: ``(pictures, most, 4)``.
        labels: ``(pictures, most)``; -1 is no object.

    Returns:
        ``(pictures, anchors)`` int32.
    """
    matches = np.full((len(boxes), len(anchors.boxes)), BACKGROUND, np.int32)
    present = (labels >= 0) & (areas(boxes) > 0)
    for picture in np.flatnonzero(present.any(1)):
        objects = np.flatnonzero(present[picture])
        overlap = iou_matrix(boxes[picture, objects], anchors.boxes)
        best = overlap.max(0)
        matches[picture, best >= negative] = IGNORED
        sure = best >= positive
        matches[picture, sure] = objects[overlap[:, sure].argmax(0)]
        for row, anchor in _best_pairs(overlap):
            matches[picture, anchor] = objects[row]
    return matches


def match_by_shape(
    anchors: Anchors, boxes: Array, labels: Array, *, also_above: float = 1.0
) -> Array:
    """Match as YOLO does (Redmon & Farhadi 2017, 2018): the most similar shape wins.

    Of the anchors at the places that hold an object's centre, one a shape, the object gets the one
    whose size has the largest IoU with its own; where another object has it already, the next best.
    With ``also_above`` it gets the others too whose IoU is greater, if they are free, as in the
    settings of YOLOv4 (0.213). All others are background; which of them to ignore depends on what
    the network predicts, and is the loss's to say.

    Arguments and result are as for :func:`match_by_iou`.
    """
    matches = np.full((len(boxes), len(anchors.boxes)), BACKGROUND, np.int32)
    present = (labels >= 0) & (areas(boxes) > 0)
    for picture in np.flatnonzero(present.any(1)):
        objects = np.flatnonzero(present[picture])
        places = _places(anchors, boxes[picture, objects])
        overlap = _shape_overlap(anchors, places, boxes[picture, objects])
        _hand_out(matches[picture], objects, places, overlap, also_above)
    return matches


def _best_pairs(overlap: Array) -> list[tuple[int, int]]:
    """Return one anchor for each object that overlaps a free one, the closest object first."""
    pairs: list[tuple[int, int]] = []
    for row in np.argsort(-overlap.max(1), kind="stable"):
        free = overlap[row].copy()
        free[[anchor for _, anchor in pairs]] = 0
        if free.any():
            pairs.append((int(row), int(free.argmax())))
    return pairs


def _places(anchors: Anchors, boxes: Array) -> Array:
    """Return the anchors whose cell holds each box's centre, ``(objects, anchors a place)``."""
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    places, start = [], 0
    for rows, columns, each in anchors.shapes:
        step = anchors.strides[start]
        x, y = np.clip(centres // step, 0, (columns - 1, rows - 1)).astype(int).T
        places.append(start + (y * columns + x)[:, None] * each + np.arange(each))
        start += rows * columns * each
    return np.concatenate(places, 1)


def _shape_overlap(anchors: Anchors, places: Array, boxes: Array) -> Array:
    # The shapes are the same at every place, so those at the first object's will do.
    shapes = anchors.boxes[places[0]]
    return size_iou(boxes[:, 2:] - boxes[:, :2], shapes[:, 2:] - shapes[:, :2])


def _hand_out(
    matches: Array, objects: Array, places: Array, overlap: Array, also_above: float
) -> None:
    order = np.argsort(-overlap, axis=1, kind="stable")
    # Everyone's best before anyone's further ones.
    for row in np.argsort(-overlap.max(1), kind="stable"):
        free = [c for c in order[row] if matches[places[row, c]] == BACKGROUND]
        if free:
            matches[places[row, free[0]]] = objects[row]
    for row, column in np.argwhere(overlap > also_above):
        if matches[places[row, column]] == BACKGROUND:
            matches[places[row, column]] = objects[row]
