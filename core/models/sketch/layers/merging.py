"""Layers that make one tensor of several."""

from __future__ import annotations

from core.errors import EvaluationError
from core.models.sketch.base import Cost, Layer, Shape, size_text


class Add(Layer):
    """The sum of tensors of one shape."""

    def cost(self, shapes: list[Shape]) -> Cost:
        if len(set(shapes)) > 1:
            sizes = " and ".join(size_text(shape) for shape in shapes)
            kind = type(self).__name__
            raise EvaluationError(f"{kind} needs inputs of one shape; got {sizes}.")
        return Cost(shapes[0])


class WeightedFusion(Add):
    """The weighted mean of tensors of one shape, with a trained weight for each."""

    def cost(self, shapes: list[Shape]) -> Cost:
        return Cost(super().cost(shapes).shape, len(shapes))


class Multiply(Layer):
    """The product of tensors; a side of 1 is repeated along the others' side."""

    def cost(self, shapes: list[Shape]) -> Cost:
        sides = [set(side) - {1} for side in zip(*shapes, strict=False)]
        if len({len(shape) for shape in shapes}) > 1 or any(len(side) > 1 for side in sides):
            sizes = " and ".join(size_text(shape) for shape in shapes)
            raise EvaluationError(f"Multiply needs inputs whose sides are equal or 1; got {sizes}.")
        return Cost(tuple(max(side, default=1) for side in sides))


class Concatenate(Layer):
    """Tensors side by side along the channels, or one after the other along the rows."""

    def __init__(self, axis: int = -1, *, name: str | None = None) -> None:
        if axis not in (-1, 1, 3):
            raise TypeError(f"Concatenate cannot be sketched along axis {axis}: only -1, 1 or 3.")
        super().__init__(name=name)
        # A sketch's shapes have no batch axis.
        self.axis = 0 if axis == 1 else -1

    def cost(self, shapes: list[Shape]) -> Cost:
        sides = [list(shape) for shape in shapes]
        joined = sum(side.pop(self.axis) for side in sides)
        if any(side != sides[0] for side in sides):
            sizes = " and ".join(size_text(shape) for shape in shapes)
            alike = "width and channels" if self.axis == 0 else "height and width"
            raise EvaluationError(f"Concatenate needs inputs of one {alike}; got {sizes}.")
        return Cost((joined, *sides[0]) if self.axis == 0 else (*sides[0], joined))
