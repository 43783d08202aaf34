"""Layers that change a shape and hold no weights."""

from __future__ import annotations

import math

from core.errors import EvaluationError
from core.models.sketch.base import Cost, Layer, Shape, size_text
from core.models.sketch.layers.windows import pair

Margins = int | tuple[int, int] | tuple[tuple[int, int], tuple[int, int]]


class Flatten(Layer):
    """A layer that puts all values in one row."""

    def cost(self, shapes: list[Shape]) -> Cost:
        return Cost((math.prod(shapes[0]),))


class Reshape(Layer):
    """The same values in another shape."""

    def __init__(self, target_shape: Shape, *, name: str | None = None) -> None:
        super().__init__(name=name)
        self.target_shape = tuple(target_shape)

    def cost(self, shapes: list[Shape]) -> Cost:
        if math.prod(shapes[0]) != math.prod(self.target_shape):
            raise EvaluationError(
                f"Reshape needs as many values as it gives; got {size_text(shapes[0])} "
                f"for {size_text(self.target_shape)}."
            )
        return Cost(self.target_shape)


class UpSampling2D(Layer):
    """Every row and column repeated ``size`` times."""

    def __init__(self, size: int = 2, *, name: str | None = None) -> None:
        super().__init__(name=name)
        self.size = size

    def cost(self, shapes: list[Shape]) -> Cost:
        height, width, channels = shapes[0]
        return Cost((height * self.size, width * self.size, channels))

    def detail(self) -> str:
        return f"× {self.size}"


class Resizing(Layer):
    """The image interpolated to another height and width, pixels."""

    def __init__(
        self, height: int, width: int, interpolation: str = "bilinear", *, name: str | None = None
    ) -> None:
        super().__init__(name=name)
        self.height, self.width, self.interpolation = height, width, interpolation

    def cost(self, shapes: list[Shape]) -> Cost:
        return Cost((self.height, self.width, shapes[0][-1]))

    def detail(self) -> str:
        return f"{self.interpolation}, to {self.height}×{self.width}"


class ZeroPadding2D(Layer):
    """Zeros around an image: one number, ``(rows, columns)``, or a pair for each of the two."""

    sign = 1

    def __init__(self, margins: Margins = 1, *, name: str | None = None) -> None:
        super().__init__(name=name)
        self.margins = _both_sides(margins)

    def cost(self, shapes: list[Shape]) -> Cost:
        height, width = (
            side + self.sign * sum(margin)
            for side, margin in zip(shapes[0][:2], self.margins, strict=True)
        )
        return Cost((height, width, shapes[0][2]))

    def detail(self) -> str:
        (top, bottom), (left, right) = self.margins
        return f"top {top}, bottom {bottom}, left {left}, right {right}"


class Cropping2D(ZeroPadding2D):
    """An image without its margins, given as for padding."""

    sign = -1


def _both_sides(margins: Margins) -> tuple[tuple[int, int], tuple[int, int]]:
    rows, columns = (margins, margins) if isinstance(margins, int) else margins
    return pair(rows), pair(columns)
