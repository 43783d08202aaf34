"""The sketch against the network that Keras builds from the same function."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from core.errors import EvaluationError, UnknownNameError
from core.models import Sketch, build, sketch
from core.models.sketch import layers as sketch_layers
from core.models.sketch.base import Drawing
from core.presets import preset_spaces
from core.profile.counts import count
from core.spaces import sample
from core.specs import Value

CASES = [("convnet_small", (8, 8, 1), seed) for seed in range(8)]
CASES += [("convnet", (28, 28, 1), seed) for seed in range(4)]
CASES += [("convnet", (32, 32, 3), seed) for seed in range(4, 7)]


def draw(choices: dict[str, Value], shape: tuple[int, int, int] = (8, 8, 1)) -> Sketch:
    return sketch("convnet", choices, input_shape=shape, classes=10)


@pytest.mark.parametrize(("name", "shape", "seed"), CASES)
def test_sketch_equals_keras_layer_by_layer(
    name: str, shape: tuple[int, int, int], seed: int
) -> None:
    space = preset_spaces()[name]
    choices = sample(space, np.random.default_rng(seed))
    options = dict(space.options)
    drawn = sketch("convnet", choices, input_shape=shape, classes=10, options=options)
    model = build("convnet", input_shape=shape, classes=10, choices=choices, **options)
    expected = [
        (layer.name, type(layer).__name__, tuple(layer.output.shape[1:]), layer.count_params())
        for layer in model.layers
    ]
    got = [(one.name, one.kind, one.output_shape, one.parameters) for one in drawn.layers]
    assert got == expected
    assert drawn.parameters == model.count_params()


@pytest.mark.parametrize("seed", range(3))
def test_file_estimate_is_within_three_per_cent(seed: int, tmp_path: Path) -> None:
    choices = sample(preset_spaces()["convnet_small"], np.random.default_rng(seed))
    model = build("convnet", input_shape=(8, 8, 1), classes=10, choices=choices)
    model.save(tmp_path / "model.keras")
    size = (tmp_path / "model.keras").stat().st_size
    assert draw(dict(choices)).file_bytes == pytest.approx(size, rel=0.03)


def test_macs_by_hand() -> None:
    drawn = draw({"blocks": 2, "width_1": 4, "width_2": 6, "stride_2": 2, "separable_2": True})
    first = 8 * 8 * 3 * 3 * 1 * 4
    depthwise, pointwise = 4 * 4 * 3 * 3 * 4, 4 * 4 * 4 * 6
    assert drawn.macs == first + depthwise + pointwise + 6 * 10


def test_details_are_readable() -> None:
    drawn = draw({"blocks": 1, "width_1": 16, "stride_1": 2})
    details = {one.name: one.detail for one in drawn.layers}
    assert details["block1_conv1"] == "16 filters, 3×3, stride 2"
    assert details["classifier"] == "10 units, softmax"
    assert details["image"] == "8×8×1"


def test_every_layer_reads_an_earlier_one() -> None:
    seen: set[str] = set()
    for one in draw({"blocks": 2, "width_1": 4, "width_2": 8, "repeats_1": 2}).layers:
        assert set(one.inputs) <= seen
        seen.add(one.name)


def branched(layers: Any, x: Any) -> Any:
    """A little of every layer that the convnet does not use."""
    x = layers.Rescaling(2.0, name="scale")(x)
    left = layers.Conv2D(4, 3, padding="same", activation="relu", name="left")(x)
    right = layers.SeparableConv2D(4, 3, padding="same", name="right")(x)
    both = layers.Concatenate(name="both")([layers.Add(name="sum")([left, right]), left])
    small = layers.MaxPooling2D(2, name="small")(layers.Activation("tanh", name="tanh")(both))
    small = layers.AveragePooling2D(3, strides=1, padding="same", name="mean")(small)
    flat = layers.Dropout(0.1, name="drop")(layers.Flatten(name="flat")(small))
    return layers.Dense(3, use_bias=False, name="out")(flat)


def test_branches_agree_with_keras() -> None:
    drawing = Drawing()
    branched(sketch_layers, drawing.start((9, 9, 2)))
    image = keras.Input((9, 9, 2), name="image")
    model = keras.Model(image, branched(keras.layers, image))
    drawn = {one.name: (one.output_shape, one.parameters) for one in drawing.finish().layers}
    assert drawn == {
        layer.name: (tuple(layer.output.shape[1:]), layer.count_params()) for layer in model.layers
    }
    assert drawing.finish().macs == count(model).macs


def test_kernel_larger_than_the_image_is_refused_with_the_layer() -> None:
    x = Drawing().start((4, 4, 1))
    with pytest.raises(EvaluationError, match="'deep'.*4×4×1"):
        sketch_layers.Conv2D(8, 5, name="deep")(x)


def test_sum_of_different_shapes_is_refused() -> None:
    drawing = Drawing()
    small, large = drawing.start((4, 4, 1), "small"), drawing.start((8, 8, 1), "large")
    with pytest.raises(EvaluationError, match="4×4×1 and 8×8×1"):
        sketch_layers.Add()([small, large])


def test_argument_with_unknown_cost_is_refused() -> None:
    with pytest.raises(TypeError, match="dilation_rate"):
        sketch_layers.Conv2D(8, 3, dilation_rate=2)


def test_missing_width_is_named() -> None:
    with pytest.raises(EvaluationError, match="width_2"):
        draw({"blocks": 2, "width_1": 4})


def test_unknown_option_is_named() -> None:
    with pytest.raises(EvaluationError, match="options.depth"):
        sketch("convnet", {}, input_shape=(8, 8, 1), classes=2, options={"depth": 3})


def test_unknown_family_lists_the_known() -> None:
    with pytest.raises(UnknownNameError, match="Known: .*convnet"):
        sketch("resnot", {}, input_shape=(8, 8, 1), classes=2)
