"""Finds objects that are annotated twice: a box of the same class in the same place."""

from __future__ import annotations

import numpy as np

from core.arrays import Array

# Pixels that rounding may move a side by; two objects of one kind are never so near.
_ROUNDING = 0.5


def without_twins(boxes: Array, labels: Array, usable: Array, most: int) -> tuple[Array, int, int]:
    """Keep the first ``most`` objects, without duplicates, and count the others.

    Args:
        boxes: (objects, 4), in pixels; ``labels``: (objects,); ``usable``: places in both.

    Returns:
        The places of those that are kept, in their order; how many of the others are one of them
        again; and how many are further ones.
    """
    left, again = usable, 0
    kept: list[int] = []
    while len(left) and len(kept) < most:
        first = left[0]
        near = np.abs(boxes[left] - boxes[first]).max(axis=1) <= _ROUNDING
        same = near & (labels[left] == labels[first])
        kept.append(first)
        again += int(same.sum()) - 1
        left = left[~same]
    return np.array(kept, np.intp), again, len(left)
