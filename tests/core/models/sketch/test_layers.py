"""Each drawn layer against the Keras layer of its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import pytest

from core.errors import EvaluationError
from core.models.keras import layers as keras_layers
from core.models.sketch import layers as sketch_layers
from core.models.sketch.base import Drawing

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
    "enlarge": lambda layers, x: layers.UpSampling2D(2)(x),
    "reshape": lambda layers, x: layers.Reshape((21, 12))(x),
    "leaky": lambda layers, x: layers.LeakyReLU(negative_slope=0.1)(x),
    "fuse": lambda layers, x: layers.WeightedFusion()([x, layers.ReLU()(x), x]),
    "join_rows": lambda layers, x: layers.Concatenate(axis=1)([x, layers.MaxPooling2D((3, 1))(x)]),
    "average_pool": lambda layers, x: layers.AveragePooling2D(3, strides=2, padding="same")(x),
}


@pytest.mark.parametrize("name", LAYERS)
def test_shape_weights_and_kind_are_those_of_keras(name: str) -> None:
    drawing = Drawing()
    drawn = LAYERS[name](sketch_layers, drawing.start((7, 9, 4)))
    image = keras.Input((7, 9, 4))
    built = LAYERS[name](keras_layers, image)
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


def test_concatenation_along_columns_is_refused() -> None:
    with pytest.raises(TypeError, match="axis 2: only -1, 1 or 3"):
        sketch_layers.Concatenate(axis=2)


def test_joined_rows_must_be_of_one_width() -> None:
    drawing = Drawing()
    narrow, wide = drawing.start((4, 4, 2), "narrow"), drawing.start((4, 8, 2), "wide")
    with pytest.raises(EvaluationError, match="one width and channels; got 4×4×2 and 4×8×2"):
        sketch_layers.Concatenate(axis=1)([narrow, wide])


def test_reshaping_to_more_values_is_refused() -> None:
    with pytest.raises(EvaluationError, match="got 4×4×2 for 16×3"):
        sketch_layers.Reshape((16, 3))(Drawing().start((4, 4, 2)))


def test_layer_that_is_called_twice_is_drawn_twice_and_counted_once() -> None:
    drawing = Drawing()
    shared = sketch_layers.Conv2D(2, 3, padding="same", name="shared")
    small, large = drawing.start((4, 4, 2), "small"), drawing.start((8, 8, 2), "large")
    drawn = drawing.finish([shared(small), shared(large)])
    assert [one.name for one in drawn.layers] == ["small", "large", "shared", "shared#2"]
    assert drawn.parameters == 3 * 3 * 2 * 2 + 2
    assert drawn.macs == (4 * 4 + 8 * 8) * 3 * 3 * 2 * 2
