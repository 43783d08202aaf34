"""Anchors: the boxes that a detector starts from, at every place of every level."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.detection.boxes import from_centres, iou_matrix, size_iou
from core.errors import DataError

# Rows and columns of places.
Map = tuple[int, int]

EFFICIENTDET_SCALES = (1.0, 2 ** (1 / 3), 2 ** (2 / 3))
EFFICIENTDET_RATIOS = (1.0, 2.0, 0.5)
FITTED = tuple(2 ** (step / 4) for step in range(9))
_ROUNDS = 300
# At most so many boxes say how large objects are.
_ASKED = 500


@dataclass(frozen=True)
class Anchors:
    """The anchors of a picture, level by level, row by row, place by place.

    ``boxes`` is ``(anchors, 4)``; ``strides`` ``(anchors, 2)``, the pixels from one place to the
    next along x and y; ``shapes`` has ``(rows, columns, anchors a place)`` for each level, as the
    outputs of a head are shaped.
    """

    boxes: Array
    strides: Array
    shapes: tuple[tuple[int, int, int], ...]


def efficientdet_anchors(
    height: int,
    width: int,
    maps: Sequence[Map],
    *,
    scales: Sequence[float] = EFFICIENTDET_SCALES,
    ratios: Sequence[float] = EFFICIENTDET_RATIOS,
    scale: float = 4.0,
) -> Anchors:
    """Return EfficientDet's anchors (Tan, Pang & Le 2020), laid out as RetinaNet's.

    At each place of ``maps`` there is one of every scale and, within it, of every ratio (width over
    height); its area is that of ``scale`` by ``scale`` places, times the scale squared. The maps
    lie over the whole picture, however it was resized for the network: the pixels from place to
    place may be a fraction.
    """
    return _placed(height, width, maps, _shapes(height, width, maps, scales, ratios, scale))


def fitted_scale(
    height: int,
    width: int,
    maps: Sequence[Map],
    boxes: Array,
    *,
    scales: Sequence[float] = EFFICIENTDET_SCALES,
) -> float:
    """Return the ``scale`` at which anchors fit objects like ``boxes`` ``(objects, 4)`` best.

    Of ``FITTED`` the one with the largest mean IoU of an object with the anchor that it overlaps
    most: a fine map, with more places, is then preferred to a coarse one. The published scale, 4,
    is for photographs, in which objects are larger beside the finest map's places.
    """
    if not len(boxes):
        return FITTED[-1]
    some = boxes[:: -(-len(boxes) // _ASKED)]

    def closeness(scale: float) -> float:
        anchors = efficientdet_anchors(height, width, maps, scales=scales, scale=scale)
        return float(iou_matrix(some, anchors.boxes).max(1).mean())

    return max(FITTED, key=closeness)


def _shapes(
    height: int,
    width: int,
    maps: Sequence[Map],
    scales: Sequence[float],
    ratios: Sequence[float],
    scale: float,
) -> list[Array]:
    """Return the width and height of the anchors of each map, ``(anchors a place, 2)``."""
    shapes = np.array([(s * math.sqrt(r), s / math.sqrt(r)) for s in scales for r in ratios])
    return [shapes * scale * _stride(height, width, each) for each in maps]


def yolo_anchors(
    height: int, width: int, strides: Sequence[int], sizes: Sequence[Sequence[Sequence[float]]]
) -> Anchors:
    """Return YOLO's anchors; ``sizes`` are (width, height) in pixels for each of ``strides``."""
    if len(strides) != len(sizes):
        raise DataError(
            f"sizes must hold one list a stride; got {len(sizes)} for strides {tuple(strides)}. "
            "Give every level its anchors, as split_levels deals them out."
        )
    maps = [(math.ceil(height / step), math.ceil(width / step)) for step in strides]
    return _placed(height, width, maps, [np.array(level, float) for level in sizes])


def _stride(height: int, width: int, places: Map) -> Array:
    """Return the pixels along x and y from one place to the next."""
    rows, columns = places
    return np.array([width / columns, height / rows])


def _placed(height: int, width: int, maps: Sequence[Map], sizes: Sequence[Array]) -> Anchors:
    levels = [_level(height, width, *level) for level in zip(maps, sizes, strict=True)]
    return Anchors(
        np.concatenate([level.boxes for level in levels]),
        np.concatenate([level.strides for level in levels]),
        tuple(shape for level in levels for shape in level.shapes),
    )


def _level(height: int, width: int, places: Map, sizes: Array) -> Anchors:
    rows, columns = places
    stride = _stride(height, width, places)
    y, x = np.mgrid[:rows, :columns] + 0.5
    middles = np.stack([x, y], -1)[:, :, None] * stride
    middles = np.broadcast_to(middles, (rows, columns, len(sizes), 2))
    centres = np.concatenate([middles, np.broadcast_to(sizes, middles.shape)], -1)
    boxes = from_centres(centres).reshape(-1, 4).astype(np.float32)
    strides = np.broadcast_to(stride.astype(np.float32), (len(boxes), 2))
    return Anchors(boxes, strides, ((rows, columns, len(sizes)),))


def cluster_sizes(sizes: Array, count: int, rng: np.random.Generator) -> Array:
    """Cluster ``sizes`` into ``count`` by k-means under 1 - IoU (Redmon & Farhadi 2017).

    Where there are fewer different sizes, those are taken and filled up with copies of them, a
    quarter octave larger, a quarter smaller, two quarters larger and so on.

    Args:
        sizes: ``(boxes, 2)``, width and height in pixels; those without area are passed over.
        rng: where k-means starts (Arthur & Vassilvitskii 2007).

    Returns:
        ``(count, 2)`` float32, by rising area.

    Raises:
        DataError: no box has area, or ``count`` is below 1.
    """
    usable = np.asarray(sizes, np.float64)
    usable = usable[(usable > 0).all(-1)]
    if count < 1 or not len(usable):
        raise DataError(
            f"count must be at least 1, and a box must have area; got {count} and {len(usable)} "
            "boxes with area. Take pictures with objects."
        )
    different = np.unique(usable, axis=0)
    few = len(different) < count
    means = _filled_up(different, count) if few else _clustered(usable, count, rng)
    return means[np.argsort(means.prod(-1))].astype(np.float32)


def _filled_up(sizes: Array, count: int) -> Array:
    """Fill ``sizes`` up to ``count`` with copies of them, larger and smaller."""
    copies = np.arange(-(-count // len(sizes)))
    # 0, 1, -1, 2, -2: what comes first is nearest to the boxes that there are.
    steps = (copies + 1) // 2 * np.where(copies % 2, 1, -1)
    filled: Array = (2.0 ** (steps / 4))[:, None, None] * sizes
    return filled.reshape(-1, 2)[:count]


def _clustered(sizes: Array, count: int, rng: np.random.Generator) -> Array:
    means = _spread(sizes, count, rng)
    for _ in range(_ROUNDS):
        moved = _moved(sizes, means)
        if np.array_equal(moved, means):
            break
        means = moved
    return means


def _spread(sizes: Array, count: int, rng: np.random.Generator) -> Array:
    """Draw initial sizes, each with a chance that grows with its distance to the others."""
    chosen = [sizes[rng.integers(len(sizes))]]
    while len(chosen) < count:
        away = np.square(1 - size_iou(sizes, np.array(chosen)).max(1))
        chosen.append(sizes[rng.choice(len(sizes), p=away / away.sum())])
    return np.array(chosen)


def _moved(sizes: Array, means: Array) -> Array:
    overlap = size_iou(sizes, means)
    nearest = overlap.argmax(1)
    counts = np.bincount(nearest, minlength=len(means))
    sums = [np.bincount(nearest, sizes[:, side], len(means)) for side in (0, 1)]
    moved = np.stack(sums, -1) / np.maximum(counts, 1)[:, None]
    # A mean that lost all its boxes starts again from the box that fits its own mean worst.
    moved[counts == 0] = sizes[overlap.max(1).argmin()]
    return moved


def split_levels(sizes: Array, levels: int) -> list[Array]:
    """Split sizes evenly among the levels; the smallest go to the finest, the first.

    Raises:
        DataError: they cannot be dealt out evenly.
    """
    if levels < 1 or len(sizes) % levels:
        raise DataError(
            f"The anchors must be a multiple of the {levels} levels; got {len(sizes)}. "
            f"Take {levels * max(1, len(sizes) // max(levels, 1))}."
        )
    return np.split(sizes[np.argsort(sizes.prod(-1), kind="stable")], levels)
