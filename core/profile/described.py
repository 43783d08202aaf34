"""Any functional Keras model as a sketch: the layers that it has, with their costs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import keras

from core.models.keras.calls import Call, interpret
from core.models.sketch.base import Sketch, SketchLayer
from core.profile.macs import products_of


def described(model: keras.Model) -> Sketch:
    """Return the layers of ``model``, nested ones too, in order; MACs are for one image.

    A layer that is called twice stands there twice, with its weights the first time.
    """
    layers = [_input(tensor) for tensor in model.inputs]
    seen: set[int] = set()

    def note(call: Call, values: list[str]) -> Sequence[str]:
        again = sum(layer.name.split("#")[0] == call.path for layer in layers)
        name = f"{call.path}#{again + 1}" if again else call.path
        parameters = 0 if id(call.operation) in seen else _parameters(call.operation)
        seen.add(id(call.operation))
        shape = tuple(side or 0 for side in call.output_shapes[0][1:])
        done = products_of(call)
        costs = parameters, done.total, tuple(values), done.exact
        layers.append(SketchLayer(name, call.kind, _detail(call), shape, *costs))
        return [name] * len(call.output_shapes)

    interpret(model, [layer.name for layer in layers], note)
    return Sketch(tuple(layers))


def _input(tensor: Any) -> SketchLayer:
    shape = tuple(side or 0 for side in tensor.shape[1:])
    return SketchLayer(tensor.name, "InputLayer", "", shape, 0, 0, ())


def _parameters(operation: Any) -> int:
    return sum(math.prod(weight.shape) for weight in getattr(operation, "weights", ()))


def _detail(call: Call) -> str:
    """Return the details of a layer that a sketch shows."""
    layer = call.operation
    if not isinstance(layer, keras.layers.Layer):
        return ""
    if isinstance(layer, keras.layers.Dense):
        activation = keras.activations.serialize(layer.activation)
        named = isinstance(activation, str) and activation != "linear"
        return f"{layer.units} units" + (f", {activation}" if named else "")
    window = getattr(layer, "kernel_size", None) or getattr(layer, "pool_size", None)
    if window is None:
        return ""
    text = "×".join(map(str, window))
    if set(layer.strides) != {1}:
        text += f", stride {layer.strides[0]}"
    if isinstance(layer, keras.layers.DepthwiseConv2D):
        return f"each channel, {text}"
    filters = getattr(layer, "filters", None)
    return text if filters is None else f"{filters} filters, {text}"
