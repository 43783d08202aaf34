"""Changes pictures at random, and moves their boxes along: flips, zoom and shift, colour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.detection.boxes import areas, clip

Batch = tuple[Array, Array, Array]

_LEAST_SIDE = 1.0
_GREY = np.array([0.299, 0.587, 0.114], np.float32)


@dataclass(frozen=True)
class Augmentation:
    """The random changes to pictures, and their strength.

    ``flip`` and ``upside_down`` are chances. ``zoom`` is the largest factor by which a picture
    grows or shrinks, ``shift`` the largest share of its sides by which it moves. ``brightness``,
    ``contrast`` and ``saturation`` are the largest shares by which each changes. An object is
    dropped when less than ``visible`` of its box is left in the picture.
    """

    flip: float = 0.5
    upside_down: float = 0.0
    zoom: float = 1.25
    shift: float = 0.1
    brightness: float = 0.2
    contrast: float = 0.2
    saturation: float = 0.3
    visible: float = 0.35

    def __call__(
        self, pictures: Array, boxes: Array, labels: Array, rng: np.random.Generator
    ) -> Batch:
        """Return an augmented copy of a batch.

        Args:
            pictures: ``(pictures, height, width, channels)``: uint8, or float in [0, 1].
            boxes: ``(pictures, most, 4)``.
            labels: ``(pictures, most)``; -1 is no object, and so are those that are dropped.
        """
        changed = pictures.astype(np.float32)
        changed, boxes = self._flipped(changed, boxes.copy(), rng)
        changed, boxes = self._moved(changed, boxes, rng)
        changed = self._coloured(changed, _top(pictures), rng)
        boxes, labels = self._still_there(boxes, labels, *pictures.shape[1:3])
        if pictures.dtype == np.uint8:
            changed = np.rint(changed)
        return changed.astype(pictures.dtype), boxes, labels

    def _flipped(
        self, pictures: Array, boxes: Array, rng: np.random.Generator
    ) -> tuple[Array, Array]:
        for axis, chance in ((2, self.flip), (1, self.upside_down)):
            chosen = rng.random(len(pictures)) < chance
            near, far = 2 - axis, 4 - axis
            pictures[chosen] = np.flip(pictures[chosen], axis)
            boxes[chosen] = _mirrored(boxes[chosen], near, far, pictures.shape[axis])
        return pictures, boxes

    def _moved(
        self, pictures: Array, boxes: Array, rng: np.random.Generator
    ) -> tuple[Array, Array]:
        count, height, width = pictures.shape[:3]
        zoom = np.exp(rng.uniform(-1, 1, count) * np.log(self.zoom)).astype(np.float32)
        sides = np.array([width, height], np.float32)
        shift = rng.uniform(-self.shift, self.shift, (count, 2)).astype(np.float32) * sides
        # About the middle, so that a zoom alone keeps what is there.
        start = sides / 2 * (1 - zoom[:, None]) + shift
        moved = np.empty_like(pictures)
        for index in range(count):
            moved[index] = _resampled(pictures[index], float(zoom[index]), start[index])
        return moved, boxes * zoom[:, None, None] + np.tile(start, 2)[:, None]

    def _coloured(self, pictures: Array, top: float, rng: np.random.Generator) -> Array:
        """Change brightness, contrast and saturation of each picture by one linear map."""
        count, channels = len(pictures), pictures.shape[-1]
        spans = (self.brightness, self.contrast, self.saturation)
        drawn = 1 + rng.uniform(-1, 1, (3, count)) * np.array(spans)[:, None]
        brighter, starker, fuller = drawn.astype(np.float32)[..., None, None]
        grey = _GREY[:, None] if channels == 3 else np.eye(channels, dtype=np.float32)
        mixed = fuller * np.eye(channels, dtype=np.float32) + (1 - fuller) * grey
        flat = pictures.reshape(count, -1, channels)
        middle = flat.mean((1, 2), keepdims=True)
        changed = flat @ (brighter * starker * mixed) + brighter * (1 - starker) * middle
        bounded: Array = np.clip(changed, 0, top, out=changed).reshape(pictures.shape)
        return bounded

    def _still_there(
        self, boxes: Array, labels: Array, height: int, width: int
    ) -> tuple[Array, Array]:
        left = clip(boxes, height, width)
        sides = left[..., 2:] - left[..., :2]
        seen = areas(left) >= self.visible * areas(boxes)
        kept = (labels >= 0) & seen & (sides >= _LEAST_SIDE).all(-1)
        boxes = np.where(kept[..., None], left, 0).astype(np.float32)
        return boxes, np.where(kept, labels, -1).astype(labels.dtype)


def _mirrored(boxes: Array, near: int, far: int, side: int) -> Array:
    turned = boxes.copy()
    turned[..., near], turned[..., far] = side - boxes[..., far], side - boxes[..., near]
    return turned


def _resampled(picture: Array, zoom: float, start: Array) -> Array:
    """Zoom a picture and move it by ``start`` (x, y); fill with the mean colour."""
    # As a product: numpy is slow at sums that leave a short last axis.
    flat = picture.reshape(-1, picture.shape[-1])
    mean = np.full(len(flat), 1 / len(flat), np.float32) @ flat
    for axis, begin in ((0, float(start[1])), (1, float(start[0]))):
        side = picture.shape[axis]
        # Pixels are areas: the middle of the first is at a half.
        source = (np.arange(side, dtype=np.float32) + 0.5 - begin) / zoom
        outside = (source < 0) | (source > side)
        source = np.clip(source - 0.5, 0, side - 1)
        low = np.minimum(source.astype(int), max(side - 2, 0))
        share = (source - low).astype(np.float32).reshape((-1, 1, 1) if axis == 0 else (-1, 1))
        first, second = picture.take(low, axis), picture.take(np.minimum(low + 1, side - 1), axis)
        second -= first
        second *= share
        picture = np.add(first, second, out=second)
        picture[(slice(None),) * axis + (outside,)] = mean
    return picture


def _top(pictures: Array) -> float:
    return 255.0 if pictures.dtype == np.uint8 else 1.0
