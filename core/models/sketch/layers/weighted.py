"""Layers that multiply by a kernel: convolutions and dense layers."""

from __future__ import annotations

import math

from core.models.sketch.drawing import Cost, Layer, Shape
from core.models.sketch.layers.windows import Pair, Window


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
