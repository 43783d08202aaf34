"""Layers that change each value by itself, and never a shape."""

from __future__ import annotations

from collections.abc import Sequence

from core.models.sketch.base import Cost, Layer, Shape


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


class LeakyReLU(Layer):
    """x where it is positive, else x × ``negative_slope``."""

    def __init__(self, negative_slope: float = 0.3, *, name: str | None = None) -> None:
        super().__init__(name=name)
        self.negative_slope = negative_slope

    def detail(self) -> str:
        return f"× {self.negative_slope:g} below 0"


class Dropout(Layer):
    """Zeros a share of the values while training."""

    def __init__(self, rate: float, *, name: str | None = None, **neutral: object) -> None:
        super().__init__(name=name, **neutral)
        self.rate = rate

    def detail(self) -> str:
        return f"{self.rate:.0%}"


class Rescaling(Layer):
    """x × scale + offset; ``scale`` may be a number for each channel."""

    def __init__(
        self, scale: float | Sequence[float], *, name: str | None = None, **neutral: object
    ) -> None:
        super().__init__(name=name, **neutral)
        self.scale = scale

    def detail(self) -> str:
        if isinstance(self.scale, Sequence):
            return "× " + ", ".join(f"{factor:.3g}" for factor in self.scale)
        return f"× {self.scale:g}"


class Normalization(Layer):
    """(x - mean) / deviation by two stored vectors, and a count that Keras stores beside them."""

    def __init__(self, *, name: str | None = None) -> None:
        super().__init__(name=name)

    def cost(self, shapes: list[Shape]) -> Cost:
        return Cost(shapes[0], 2 * shapes[0][-1] + 1)
