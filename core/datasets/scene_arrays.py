"""Pictures with several objects each, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array


@dataclass(frozen=True)
class SceneArrays:
    """Pictures and what is in them.

    ``pictures`` (scenes, height, width, channels) uint8; ``boxes`` (scenes, most, 4) float32,
    ``(x1, y1, x2, y2)`` in pixels, padded with 0; ``labels`` (scenes, most) int32, padded with -1.
    """

    pictures: Array
    boxes: Array
    labels: Array

    @property
    def objects(self) -> Array:
        """Boxes and labels in one: ``(scenes, most, 5)`` float32."""
        return np.concatenate([self.boxes, self.labels[..., None].astype(np.float32)], -1)
