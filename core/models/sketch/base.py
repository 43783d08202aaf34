"""The sketch of a network, its layers and costs without building it, and how one is drawn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.errors import EvaluationError

Shape = tuple[int, ...]
BYTES_A_WEIGHT = 4
# Measured on saved convnets: what a .keras file holds besides the weights themselves.
FILE_BASE_BYTES = 4_400
FILE_LAYER_BYTES = 3_650
# So near to its limit a file's size is measured, not sketched.
SKETCHED_WITHIN = 0.05
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


@dataclass(frozen=True, slots=True)
class SketchLayer:
    """One layer of a sketch.

    Attributes:
        name: of a layer that is applied once more, with ``#2``, ``#3`` … behind it.
        kind: the Keras class name, for example ``"Conv2D"``.
        detail: what a reader wants to know, for example ``"16 filters, 3×3, stride 2"``.
        output_shape: without the batch axis.
        parameters: all weights, moving statistics included, as Keras counts them.
        macs: multiply-accumulates for one image; see :attr:`Sketch.macs`.
        inputs: names of the layers this one reads.
        exact: whether all its multiply-accumulates are known; else there are at least so many.
    """

    name: str
    kind: str
    detail: str
    output_shape: tuple[int, ...]
    parameters: int
    macs: int
    inputs: tuple[str, ...]
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Sketch:
    """A network's layers, each after the layers it reads; the first is the input."""

    layers: tuple[SketchLayer, ...]

    @property
    def parameters(self) -> int:
        """The number of weights, trainable or not."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def macs(self) -> int:
        """Multiply-accumulates for one image, of whatever multiplies and sums up.

        One multiply-accumulate is one weight applied at one output position, or one product of two
        tensors. Biases, normalisation, activations and pooling are left out, as published tables
        do.
        """
        return sum(layer.macs for layer in self.layers)

    @property
    def exact(self) -> bool:
        """Whether all multiply-accumulates are known; else the number is a lower bound."""
        return all(layer.exact for layer in self.layers)

    @property
    def file_bytes(self) -> int:
        """About how large a ``.keras`` file will be, within a few per cent."""
        layers = {layer.name.partition("#")[0] for layer in self.layers}
        frame = FILE_BASE_BYTES + FILE_LAYER_BYTES * len(layers)
        return BYTES_A_WEIGHT * self.parameters + frame

    @property
    def costs(self) -> dict[str, float]:
        """Parameters, MACs and about the file's bytes, under the names of the metrics."""
        return {
            "parameters": float(self.parameters),
            "macs": float(self.macs),
            "size_bytes": float(self.file_bytes),
        }


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
                "Teach core.models.sketch.base what it costs, or leave it out."
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
