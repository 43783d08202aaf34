"""Each operation of a cell, in both readings."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from core.models.families import cells
from core.models.families.nasnet_operations import OPERATIONS, Site, even_margins
from core.models.sketch import layers as sketch_layers
from core.models.sketch.base import Drawing

SIDES = {1: 7, 2: 4}


@pytest.mark.parametrize("channels", [6, 5])
@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_output_has_the_wanted_size_in_both_readings(
    operation: str, stride: int, channels: int
) -> None:
    site = Site(6, stride, "here")
    image = keras.Input((7, 7, channels))
    built = OPERATIONS[operation](keras.layers, image, site)
    drawing = Drawing()
    drawn = OPERATIONS[operation](sketch_layers, drawing.start((7, 7, channels)), site)
    assert tuple(built.shape[1:]) == drawn.shape == (SIDES[stride], SIDES[stride], 6)
    assert drawing.finish().parameters == keras.Model(image, built).count_params()


def test_every_operation_that_can_be_chosen_is_there() -> None:
    assert set(OPERATIONS) == set(cells.OPERATIONS)


def test_identity_that_fits_is_no_layer() -> None:
    x = Drawing().start((7, 7, 6))
    assert OPERATIONS["identity"](sketch_layers, x, Site(6, 1, "here")) is x


@pytest.mark.parametrize(("side", "before"), [(8, 0), (7, 1)])
def test_margins_let_a_window_reach_the_last_pixel(side: int, before: int) -> None:
    x = Drawing().start((side, side, 1))
    assert even_margins(x, 3) == ((before, 1), (before, 1))


def test_strided_pool_counts_the_zeros_around() -> None:
    image = keras.Input((2, 2, 1))
    pooled = OPERATIONS["avg_pool_3x3"](keras.layers, image, Site(1, 2, "here"))
    y = keras.Model(image, pooled)(np.ones((1, 2, 2, 1), np.float32)).numpy()
    assert float(y[0, 0, 0, 0]) == pytest.approx(4 / 9)
