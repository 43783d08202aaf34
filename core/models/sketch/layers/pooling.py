"""Layers that sum up a neighbourhood or a whole map."""

from __future__ import annotations

from core.models.sketch.drawing import Cost, Layer, Shape
from core.models.sketch.layers.windows import Pair, Window


class MaxPooling2D(Window):
    """The largest value in each window."""

    def __init__(
        self,
        pool_size: Pair = 2,
        strides: Pair | None = None,
        padding: str = "valid",
        *,
        name: str | None = None,
    ) -> None:
        super().__init__(pool_size, strides or pool_size, padding, name=name)

    def cost(self, shapes: list[Shape]) -> Cost:
        return Cost((*self.positions(shapes[0]), shapes[0][2]))


class AveragePooling2D(MaxPooling2D):
    """The mean of each window."""


class GlobalAveragePooling2D(Layer):
    """The mean over all positions; ``keepdims`` leaves a map of one position."""

    def __init__(self, *, keepdims: bool = False, name: str | None = None) -> None:
        super().__init__(name=name)
        self.keepdims = keepdims

    def cost(self, shapes: list[Shape]) -> Cost:
        channels = shapes[0][-1:]
        return Cost((1, 1, *channels) if self.keepdims else channels)
