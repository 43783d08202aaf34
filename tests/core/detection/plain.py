"""Slow and plain versions of what the package does, and boxes to try both on."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from core.arrays import Array
from core.detection.anchors import Anchors

Box = Sequence[float]


def iou(first: Box, second: Box) -> float:
    w = min(first[2], second[2]) - max(first[0], second[0])
    h = min(first[3], second[3]) - max(first[1], second[1])
    shared = w * h if w > 0 and h > 0 else 0.0
    union = area(first) + area(second) - shared
    return shared / union if union > 0 else 0.0


def area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def ciou(first: Box, second: Box, weight: float | None = None) -> float:
    """Zheng et al. 2020, equations 8 to 11, a line each; ``weight`` in place of alpha if given."""
    shared = iou(first, second)
    dx = (first[0] + first[2] - second[0] - second[2]) / 2
    dy = (first[1] + first[3] - second[1] - second[3]) / 2
    cw = max(first[2], second[2]) - min(first[0], second[0])
    ch = max(first[3], second[3]) - min(first[1], second[1])
    v = _unlike(first, second)
    alpha = ratio_weight(first, second) if weight is None else weight
    return shared - (dx * dx + dy * dy) / (cw * cw + ch * ch) - alpha * v


def ratio_weight(first: Box, second: Box) -> float:
    """Alpha of CIoU, which weighs what the aspect ratios differ by."""
    v = _unlike(first, second)
    return v / (1 - iou(first, second) + v) if v else 0.0


def _unlike(first: Box, second: Box) -> float:
    slant = [math.atan((b[2] - b[0]) / (b[3] - b[1])) for b in (first, second)]
    return 4 / math.pi**2 * (slant[0] - slant[1]) ** 2


def pyramid_maps(
    height: int, width: int, levels: Sequence[int] = (3, 4, 5, 6, 7)
) -> tuple[tuple[int, int], ...]:
    """Rows and columns of a picture's maps, whose sides shrink by ``2 ** level``, rounded up."""
    return tuple((math.ceil(height / 2**n), math.ceil(width / 2**n)) for n in levels)


def encode_yolo(boxes: Array, anchors: Anchors, *, scale: float = 1.0) -> Array:
    """YOLO's codes of boxes ``(..., 4)`` whose centres lie in their anchors' cells.

    An offset that no finite code gives is moved by 1e-4; no side is below a thousandth of a pixel.
    """
    (own, anchor_sides), (centres, sides) = (
        middles_and_sides(anchors.boxes),
        middles_and_sides(boxes),
    )
    offsets = centres / anchors.strides - np.floor(own / anchors.strides)
    share = np.clip((offsets + (scale - 1) / 2) / scale, 1e-4, 1 - 1e-4)
    sizes = np.log(np.maximum(sides, 1e-3) / anchor_sides)
    return np.concatenate([np.log(share / (1 - share)), sizes], -1).astype(np.float32)


def middles_and_sides(boxes: Array) -> tuple[Array, Array]:
    near, far = np.asarray(boxes)[..., :2], np.asarray(boxes)[..., 2:]
    return (near + far) / 2, far - near


def suppressed(
    boxes: Array, scores: Array, *, threshold: float, least_score: float, most: int
) -> list[tuple[float, int, int]]:
    """(score, class, anchor) of what stays, by falling score; compares every pair."""
    stay = []
    for label in range(scores.shape[1]):
        kept: list[int] = []
        for anchor in sorted(range(len(boxes)), key=lambda a: -scores[a, label]):
            covered = any(iou(boxes[anchor], boxes[other]) > threshold for other in kept)
            if scores[anchor, label] > least_score and not covered:
                kept.append(anchor)
        stay += [(float(scores[anchor, label]), label, anchor) for anchor in kept]
    return sorted(stay, reverse=True)[:most]


def random_boxes(rng: np.random.Generator, *shape: int, side: float = 96) -> Array:
    """Boxes ``(*shape, 4)`` float32 in a picture of that side, of 2 pixels a side or more."""
    sizes = rng.uniform(2, side * 0.7, (*shape, 2))
    near = rng.uniform(0, 1, (*shape, 2)) * (side - sizes)
    return np.concatenate([near, near + sizes], -1).astype(np.float32)


def random_objects(
    rng: np.random.Generator, pictures: int, most: int, classes: int
) -> tuple[Array, Array]:
    """A batch of objects, padded; some pictures have none."""
    boxes = random_boxes(rng, pictures, most)
    labels = rng.integers(0, classes, (pictures, most)).astype(np.int32)
    absent = np.arange(most) >= rng.integers(0, most + 1, pictures)[:, None]
    labels[absent], boxes[absent] = -1, 0
    return boxes, labels
