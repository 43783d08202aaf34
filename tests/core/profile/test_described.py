"""A built network described: the same layers as its family's sketch, and those of any other."""

from __future__ import annotations

import keras
import pytest

from core.models import build, sketch
from core.models.sketch.base import Sketch
from core.profile.counts import count
from core.profile.described import described
from core.specs import Value

layers = keras.layers
CASES: dict[str, dict[str, Value]] = {
    "convnet": {"blocks": 2, "width_1": 8, "width_2": 12, "separable_2": True, "stride_2": 2},
    "mobilenet": {"stages": 3, "depth_2": 2},
    "mobilenet_v2": {"stages": 3},
    "mobilenet_v3_small": {"stages": 3},
    "nasbench_macro": {f"layer_{n}": "mb3_k3" for n in range(1, 9)},
}


def facts(drawn: Sketch) -> list[tuple[object, ...]]:
    # Keras lists branches in an order of its own.
    return sorted(
        (one.name, one.kind, one.output_shape, one.parameters, one.macs, sorted(one.inputs))
        for one in drawn.layers
    )


@pytest.mark.parametrize("family", CASES)
def test_layers_of_a_family_equal_its_sketch(family: str) -> None:
    shape, choices = (32, 32, 3), CASES[family]
    drawn = sketch(family, choices, input_shape=shape, classes=5)
    found = described(build(family, input_shape=shape, classes=5, choices=choices))
    assert facts(found) == facts(drawn)
    # Of layers with weights; the sketch says more of others.
    details = [
        {layer.name: layer.detail for layer in either.layers if layer.macs}
        for either in (found, drawn)
    ]
    assert details[0] == details[1]


def test_layer_called_twice_has_its_weights_once_and_computes_twice() -> None:
    image = keras.Input((4, 4, 2), name="image")
    shared = layers.Conv2D(2, 3, padding="same", name="shared")
    model = keras.Model(image, shared(shared(image)))
    found = {layer.name: layer for layer in described(model).layers}
    assert list(found) == ["image", "shared", "shared#2"]
    assert [found[name].parameters for name in ("shared", "shared#2")] == [38, 0]
    assert found["shared#2"].inputs == ("shared",)
    assert described(model).macs == count(model).macs == 2 * 16 * 9 * 2 * 2


def test_layers_of_nested_models_are_named_after_them() -> None:
    inner = keras.Sequential([keras.Input((4,)), layers.Dense(3, name="dense")], name="inner")
    image = keras.Input((4,), name="image")
    found = described(keras.Model(image, layers.Dense(2, name="answers")(inner(image))))
    assert [(layer.name, layer.inputs) for layer in found.layers] == [
        ("image", ()),
        ("inner/dense", ("image",)),
        ("answers", ("inner/dense",)),
    ]
    assert found.layers[1].detail == "3 units"


def test_functions_among_the_layers_are_listed_without_details() -> None:
    image = keras.Input((4, 4, 2), name="image")
    pooled = keras.ops.max_pool(image, 2)
    (_, layer) = described(keras.Model(image, pooled)).layers
    assert (layer.kind, layer.output_shape, layer.detail) == ("MaxPool", (2, 2, 2), "")
