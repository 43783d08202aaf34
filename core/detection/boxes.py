"""Geometry of boxes in numpy: areas, clipping, overlap, and other ways to write a box down.

Every function takes and gives arrays ``(..., 4)``. A box whose far side does not lie beyond its
near one has no area.
"""

from __future__ import annotations

import numpy as np

from core.arrays import Array


def areas(boxes: Array) -> Array:
    """Return the areas in square pixels, shape ``(...)``."""
    sides = np.maximum(boxes[..., 2:] - boxes[..., :2], 0)
    area: Array = sides[..., 0] * sides[..., 1]
    return area


def clip(boxes: Array, height: float, width: float) -> Array:
    """Clip each box to a picture of that size."""
    far = np.array([width, height, width, height], boxes.dtype)
    return np.clip(boxes, 0, far)


def iou_matrix(first: Array, second: Array) -> Array:
    """Return the intersection over union of every pair.

    ``(..., n, 4)`` and ``(..., m, 4)`` to ``(..., n, m)``. Two boxes without area have 0.
    """
    shared = _intersections(first, second)
    union = areas(first)[..., :, None] + areas(second)[..., None, :] - shared
    return _ratio(shared, union)


def _intersections(first: Array, second: Array) -> Array:
    # One coordinate at a time: a last axis of two or four is slow in numpy.
    overlap = []
    for near in (0, 1):
        low = np.maximum(first[..., :, None, near], second[..., None, :, near])
        high = np.minimum(first[..., :, None, near + 2], second[..., None, :, near + 2])
        overlap.append(np.maximum(high - low, 0))
    shared: Array = overlap[0] * overlap[1]
    return shared


def size_iou(first: Array, second: Array) -> Array:
    """Return the intersection over union of sizes with a common centre.

    ``(n, 2)`` and ``(m, 2)``, width and height, to ``(n, m)`` (Redmon & Farhadi 2017, section 2).
    """
    shared = np.minimum(first[:, None], second[None]).prod(-1)
    union = first.prod(-1)[:, None] + second.prod(-1)[None] - shared
    return _ratio(shared, union)


def _ratio(shared: Array, union: Array) -> Array:
    ratio: Array = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    return ratio


def to_centres(boxes: Array) -> Array:
    """Convert to ``(centre x, centre y, width, height)``."""
    near, far = boxes[..., :2], boxes[..., 2:]
    return np.concatenate([(near + far) / 2, far - near], -1)


def from_centres(centres: Array) -> Array:
    """Invert :func:`to_centres`."""
    middle, half = centres[..., :2], centres[..., 2:] / 2
    return np.concatenate([middle - half, middle + half], -1)


def to_coco(boxes: Array) -> Array:
    """Convert to COCO's ``(x, y, width, height)``, float64 so that files hold exact values."""
    wide = boxes.astype(np.float64)
    return np.concatenate([wide[..., :2], wide[..., 2:] - wide[..., :2]], -1)
