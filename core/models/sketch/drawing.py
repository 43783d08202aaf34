"""How a sketch is made: tensors of shapes, and layers that record themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.errors import EvaluationError
from core.models.sketch.base import Sketch, SketchLayer

Shape = tuple[int, ...]

# Arguments of Keras layers that change neither a shape nor a cost.
NEUTRAL = frozenset(
    {
        "bias_initializer",
        "bias_regularizer",
        "depthwise_initializer",
        "epsilon",
        "kernel_initializer",
        "kernel_regularizer",
        "momentum",
        "noise_shape",
        "offset",
        "pointwise_initializer",
        "seed",
    }
)


@dataclass
class Drawing:
    """The layers drawn so far, and how many there are of each kind."""

    layers: list[SketchLayer] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def start(self, input_shape: Sequence[int], name: str = "image") -> Tensor:
        """Begin a sketch with an input of ``input_shape`` (no batch axis)."""
        shape = tuple(input_shape)
        self.layers.append(SketchLayer(name, "InputLayer", size_text(shape), shape, 0, 0, ()))
        return Tensor(shape, name, self)

    def finish(self, outputs: Tensor | Sequence[Tensor] | None = None) -> Sketch:
        """Return the sketch of the layers that lead to ``outputs``, or of all."""
        if outputs is None:
            return Sketch(tuple(self.layers))
        ends = (outputs,) if isinstance(outputs, Tensor) else outputs
        needed = {end.name for end in ends}
        kept = []
        for layer in reversed(self.layers):
            if layer.name in needed:
                needed.update(layer.inputs)
                kept.append(layer)
        return Sketch(tuple(reversed(kept)))

    def default_name(self, kind: str) -> str:
        """Return a layer's default name: ``max_pooling2d``, ``max_pooling2d_1`` …"""
        stem = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])", "_", kind).lower()
        count = self.counts.get(stem, 0)
        self.counts[stem] = count + 1
        return f"{stem}_{count}" if count else stem


@dataclass(frozen=True, slots=True)
class Tensor:
    """A layer's output: its shape without the batch axis, and who made it."""

    shape: Shape
    name: str
    drawing: Drawing


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost and the output shape of applying a layer once."""

    shape: Shape
    parameters: int = 0
    macs: int = 0


class Layer:
    """Base of the drawn layers; calling one on a tensor adds it to the drawing.

    One that is called again is drawn again, as ``name#2``, ``name#3`` …; its weights count once.
    """

    def __init__(self, *, name: str | None = None, **neutral: object) -> None:
        unknown = set(neutral) - NEUTRAL
        if unknown:
            raise TypeError(
                f"{type(self).__name__} cannot be sketched with {', '.join(sorted(unknown))}. "
                "Teach core.models.sketch.drawing what it costs, or leave it out."
            )
        self.name = name
        self.calls = 0

    def __call__(self, inputs: Tensor | Sequence[Tensor]) -> Tensor:
        tensors = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
        drawing = tensors[0].drawing
        kind = type(self).__name__
        self.calls += 1
        self.name = self.name or drawing.default_name(kind)
        name = self.name if self.calls == 1 else f"{self.name}#{self.calls}"
        cost = self.cost([tensor.shape for tensor in tensors])
        if min(cost.shape) < 1:
            raise EvaluationError(
                f"Layer {name!r} ({kind}, {self.detail()}) does not fit: its input is "
                f"{size_text(tensors[0].shape)} and nothing would be left. "
                "Use a smaller kernel, fewer strides or fewer blocks."
            )
        names = tuple(tensor.name for tensor in tensors)
        parameters = cost.parameters if self.calls == 1 else 0
        drawing.layers.append(
            SketchLayer(name, kind, self.detail(), cost.shape, parameters, cost.macs, names)
        )
        return Tensor(cost.shape, name, drawing)

    def cost(self, shapes: list[Shape]) -> Cost:
        """Return the output's shape, the parameters and the MACs; by default no change."""
        return Cost(shapes[0])

    def detail(self) -> str:
        return ""


def size_text(shape: Shape) -> str:
    """Format a shape: ``8×8×16`` for ``(8, 8, 16)``."""
    return "×".join(str(side) for side in shape)
