"""Layers named and called as in ``keras.layers`` that compute shapes and costs only.

A family is written once over a ``layers`` namespace. With ``keras.layers`` it builds the network;
with this module it draws one, in microseconds and without TensorFlow. Only what changes a shape
or a cost is kept of a constructor's arguments; an argument that this module cannot judge is
refused, so that a sketch never quietly differs from the network.
"""

from __future__ import annotations

import math

from core.errors import EvaluationError
from core.models.drawing import Cost, Layer, Shape, size_text

Pair = int | tuple[int, int]


class _Window(Layer):
    """Base of layers that slide a window over an image."""

    def __init__(
        self,
        window: Pair,
        strides: Pair,
        padding: str,
        *,
        name: str | None,
        **neutral: object,
    ) -> None:
        super().__init__(name=name, **neutral)
        self.window = _pair(window)
        self.strides = _pair(strides)
        self.padding = padding

    def positions(self, shape: Shape) -> tuple[int, int]:
        """Height and width of the output."""
        sizes = zip(shape[:2], self.window, self.strides, strict=True)
        if self.padding == "same":
            height, width = (-(-size // stride) for size, _, stride in sizes)
        else:
            height, width = ((size - window) // stride + 1 for size, window, stride in sizes)
        return height, width

    def detail(self) -> str:
        text = "×".join(str(side) for side in self.window)
        if self.strides != (1, 1):
            text += f", stride {_pair_text(self.strides)}"
        return text


class Conv2D(_Window):
    """Convolution; MACs are positions × kernel area × input channels a group × filters."""

    def __init__(
        self,
        filters: int,
        kernel_size: Pair,
        strides: Pair = 1,
        padding: str = "valid",
        *,
        groups: int = 1,
        use_bias: bool = True,
        activation: str | None = None,
        name: str | None = None,
        **neutral: object,
    ) -> None:
        super().__init__(kernel_size, strides, padding, name=name, **neutral)
        self.filters, self.groups, self.use_bias = filters, groups, use_bias
        self.activation = activation

    def cost(self, shapes: list[Shape]) -> Cost:
        height, width = self.positions(shapes[0])
        weights = math.prod(self.window) * (shapes[0][2] // self.groups) * self.filters
        bias = self.filters if self.use_bias else 0
        return Cost((height, width, self.filters), weights + bias, height * width * weights)

    def detail(self) -> str:
        return f"{self.filters} filters, {super().detail()}"


class DepthwiseConv2D(_Window):
    """Convolution of each channel by itself."""

    def __init__(
        self,
        kernel_size: Pair,
        strides: Pair = 1,
        padding: str = "valid",
        *,
        depth_multiplier: int = 1,
        use_bias: bool = True,
        activation: str | None = None,
        name: str | None = None,
        **neutral: object,
    ) -> None:
        super().__init__(kernel_size, strides, padding, name=name, **neutral)
        self.depth_multiplier, self.use_bias = depth_multiplier, use_bias
        self.activation = activation

    def cost(self, shapes: list[Shape]) -> Cost:
        height, width = self.positions(shapes[0])
        channels = shapes[0][2] * self.depth_multiplier
        weights = math.prod(self.window) * channels
        bias = channels if self.use_bias else 0
        return Cost((height, width, channels), weights + bias, height * width * weights)

    def detail(self) -> str:
        return f"each channel, {super().detail()}"


class SeparableConv2D(Conv2D):
    """Depthwise, then 1×1 convolution, in one layer."""

    def cost(self, shapes: list[Shape]) -> Cost:
        height, width = self.positions(shapes[0])
        channels = shapes[0][2]
        weights = math.prod(self.window) * channels + channels * self.filters
        bias = self.filters if self.use_bias else 0
        return Cost((height, width, self.filters), weights + bias, height * width * weights)


class MaxPooling2D(_Window):
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
    """The mean over all positions."""

    def cost(self, shapes: list[Shape]) -> Cost:
        return Cost(shapes[0][-1:])


class GlobalMaxPooling2D(GlobalAveragePooling2D):
    """The largest value over all positions."""


class BatchNormalization(Layer):
    """Normalisation a channel: scale, offset, moving mean and moving variance."""

    def __init__(
        self,
        *,
        center: bool = True,
        scale: bool = True,
        name: str | None = None,
        **neutral: object,
    ) -> None:
        super().__init__(name=name, **neutral)
        self.vectors = 2 + int(center) + int(scale)

    def cost(self, shapes: list[Shape]) -> Cost:
        return Cost(shapes[0], self.vectors * shapes[0][-1])


class Activation(Layer):
    """A function of each value."""

    def __init__(self, activation: str, *, name: str | None = None) -> None:
        super().__init__(name=name)
        self.activation = activation

    def detail(self) -> str:
        return self.activation


class ReLU(Layer):
    """max(x, 0)."""

    def __init__(self, max_value: float | None = None, *, name: str | None = None) -> None:
        super().__init__(name=name)
        self.max_value = max_value

    def detail(self) -> str:
        return "" if self.max_value is None else f"at most {self.max_value:g}"


class Dense(Layer):
    """A full matrix over the last axis."""

    def __init__(
        self,
        units: int,
        activation: str | None = None,
        use_bias: bool = True,
        *,
        name: str | None = None,
        **neutral: object,
    ) -> None:
        super().__init__(name=name, **neutral)
        self.units, self.activation, self.use_bias = units, activation, use_bias

    def cost(self, shapes: list[Shape]) -> Cost:
        *rows, features = shapes[0]
        weights = features * self.units
        bias = self.units if self.use_bias else 0
        return Cost((*rows, self.units), weights + bias, math.prod(rows) * weights)

    def detail(self) -> str:
        return f"{self.units} units" + (f", {self.activation}" if self.activation else "")


class Dropout(Layer):
    """Zeros a share of the values while training."""

    def __init__(self, rate: float, *, name: str | None = None, **neutral: object) -> None:
        super().__init__(name=name, **neutral)
        self.rate = rate

    def detail(self) -> str:
        return f"{self.rate:.0%}"


class Rescaling(Layer):
    """x × scale + offset."""

    def __init__(self, scale: float, *, name: str | None = None, **neutral: object) -> None:
        super().__init__(name=name, **neutral)
        self.scale = scale

    def detail(self) -> str:
        return f"× {self.scale:g}"


class Flatten(Layer):
    """All values in one row."""

    def cost(self, shapes: list[Shape]) -> Cost:
        return Cost((math.prod(shapes[0]),))


class Add(Layer):
    """The sum of tensors of one shape."""

    def cost(self, shapes: list[Shape]) -> Cost:
        if len(set(shapes)) > 1:
            sizes = " and ".join(size_text(shape) for shape in shapes)
            raise EvaluationError(f"Add needs inputs of one shape; got {sizes}.")
        return Cost(shapes[0])


class Concatenate(Layer):
    """Tensors side by side along the channels."""

    def cost(self, shapes: list[Shape]) -> Cost:
        fronts = {shape[:-1] for shape in shapes}
        if len(fronts) > 1:
            sizes = " and ".join(size_text(shape) for shape in shapes)
            raise EvaluationError(f"Concatenate needs inputs of one height and width; got {sizes}.")
        return Cost((*shapes[0][:-1], sum(shape[-1] for shape in shapes)))


def _pair(value: Pair) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else value


def _pair_text(pair: tuple[int, int]) -> str:
    return str(pair[0]) if pair[0] == pair[1] else "×".join(str(side) for side in pair)
