"""Each drawn layer against the Keras layer of its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import pytest

from core.errors import EvaluationError
from core.models import sketch_layers
from core.models.drawing import Drawing

Applied = Callable[[Any, Any], Any]
LAYERS: dict[str, Applied] = {
    "pad": lambda layers, x: layers.ZeroPadding2D(((0, 1), (2, 3)))(x),
    "pad_evenly": lambda layers, x: layers.ZeroPadding2D(2)(x),
    "pad_by_axis": lambda layers, x: layers.ZeroPadding2D((1, 2))(x),
    "crop": lambda layers, x: layers.Cropping2D(((1, 0), (2, 1)))(x),
    "resize": lambda layers, x: layers.Resizing(5, 11)(x),
    "flatten": lambda layers, x: layers.Flatten()(x),
    "normalize": lambda layers, x: layers.Normalization()(x),
    "rescale_by_colour": lambda layers, x: layers.Rescaling([1.0, 2.0, 3.0, 4.0])(x),
    "mean_as_map": lambda layers, x: layers.GlobalAveragePooling2D(keepdims=True)(x),
    "multiply": lambda layers, x: layers.Multiply()(
        [x, layers.GlobalAveragePooling2D(keepdims=True)(x)]
    ),
    "depthwise": lambda layers, x: layers.DepthwiseConv2D(3, strides=2, padding="valid")(x),
    "average_pool": lambda layers, x: layers.AveragePooling2D(3, strides=2, padding="same")(x),
}


@pytest.mark.parametrize("name", LAYERS)
def test_shape_weights_and_kind_are_those_of_keras(name: str) -> None:
    drawing = Drawing()
    drawn = LAYERS[name](sketch_layers, drawing.start((7, 9, 4)))
    image = keras.Input((7, 9, 4))
    built = LAYERS[name](keras.layers, image)
    last = drawing.finish().layers[-1]
    layer = keras.Model(image, built).layers[-1]
    assert drawn.shape == tuple(built.shape[1:])
    assert (last.kind, last.parameters) == (type(layer).__name__, layer.count_params())


def test_details_are_readable() -> None:
    drawing = Drawing()
    x = drawing.start((7, 9, 3))
    x = sketch_layers.ZeroPadding2D(((0, 1), (2, 3)))(x)
    x = sketch_layers.Resizing(5, 11)(x)
    sketch_layers.Rescaling([0.5, 1.25, 2.0])(x)
    details = [one.detail for one in drawing.finish().layers[1:]]
    assert details == ["top 0, bottom 1, left 2, right 3", "bilinear, to 5×11", "× 0.5, 1.25, 2"]


def test_product_of_sides_that_differ_is_refused() -> None:
    drawing = Drawing()
    small, large = drawing.start((4, 4, 2), "small"), drawing.start((8, 8, 2), "large")
    with pytest.raises(EvaluationError, match="equal or 1; got 4×4×2 and 8×8×2"):
        sketch_layers.Multiply()([small, large])


def test_cropping_all_is_refused() -> None:
    with pytest.raises(EvaluationError, match="nothing would be left"):
        sketch_layers.Cropping2D(2)(Drawing().start((4, 4, 2)))


def test_concatenation_along_rows_is_refused() -> None:
    with pytest.raises(TypeError, match="axis 1: only -1 or 3"):
        sketch_layers.Concatenate(axis=1)
