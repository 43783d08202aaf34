"""Blocks by themselves."""

from __future__ import annotations

import pytest

from core.models.families.blocks import Squeeze, divisible, inverted_residual, squeeze_excite
from core.models.sketch import layers as sketch_layers
from core.models.sketch.base import Drawing


@pytest.mark.parametrize(
    ("width", "rounded"), [(3, 8), (8, 8), (11.9, 16), (20, 24), (33.6, 32), (35.6, 40), (44, 48)]
)
def test_widths_are_multiples_of_eight_and_lose_no_tenth(width: float, rounded: int) -> None:
    assert divisible(width) == rounded
    assert rounded >= 0.9 * width


def kinds(*, width: int, stride: int, drop: float = 0.0, expanded: int = 24) -> list[str]:
    drawing = Drawing()
    inverted_residual(
        sketch_layers,
        drawing.start((8, 8, 8)),
        width=width,
        expanded=expanded,
        kernel=3,
        stride=stride,
        activation="relu",
        drop=drop,
        name="block",
    )
    return [one.kind for one in drawing.finish().layers]


def test_input_is_added_only_where_shapes_allow() -> None:
    assert kinds(width=8, stride=1)[-1] == "Add"
    assert "Add" not in kinds(width=8, stride=2)
    assert "Add" not in kinds(width=16, stride=1)


def test_block_without_expansion_has_one_convolution_less() -> None:
    assert kinds(width=8, stride=1).count("Conv2D") == 2
    assert kinds(width=8, stride=1, expanded=8).count("Conv2D") == 1


def test_nothing_is_dropped_where_there_is_nothing_to_pass_on() -> None:
    assert "Dropout" in kinds(width=8, stride=1, drop=0.1)
    assert "Dropout" not in kinds(width=16, stride=1, drop=0.1)


def test_squeeze_weighs_every_channel() -> None:
    drawing = Drawing()
    x = drawing.start((6, 5, 12))
    y = squeeze_excite(sketch_layers, x, Squeeze(4, "relu", "sigmoid"), name="squeeze")
    drawn = drawing.finish()
    assert y.shape == x.shape
    assert drawn.parameters == (12 * 4 + 4) + (4 * 12 + 12)
