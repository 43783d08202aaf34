"""Layers that sum over a window, a whole map or all features: convolutions, pooling, dense."""

from __future__ import annotations

import math

from core.models.sketch.base import Cost, Layer, Shape

Pair = int | tuple[int, int]


class Window(Layer):
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
        self.window = pair(window)
        self.strides = pair(strides)
        self.padding = padding

    def positions(self, shape: Shape) -> tuple[int, int]:
        """Return the height and width of the output."""
        sizes = zip(shape[:2], self.window, self.strides, strict=True)
        if self.padding == "same":
            height, width = (-(-size // stride) for size, _, stride in sizes)
        else:
            height, width = ((size - window) // stride + 1 for size, window, stride in sizes)
        return height, width

    def detail(self) -> str:
        text = "×".join(str(side) for side in self.window)
        if self.strides != (1, 1):
            sides = self.strides[:1] if len({*self.strides}) == 1 else self.strides
            text += f", stride {'×'.join(map(str, sides))}"
        return text


def pair(value: Pair) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else value


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


class Conv2D(Window):
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


class DepthwiseConv2D(Window):
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
