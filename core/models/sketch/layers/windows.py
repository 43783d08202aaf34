"""Layers that slide a window over an image, and the size of their output."""

from __future__ import annotations

from core.models.sketch.drawing import Layer, Shape

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
            text += f", stride {pair_text(self.strides)}"
        return text


def pair(value: Pair) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else value


def pair_text(sides: tuple[int, int]) -> str:
    return str(sides[0]) if sides[0] == sides[1] else "×".join(str(side) for side in sides)
