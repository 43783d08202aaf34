"""A trained network as one plain graph for images of one size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras

from core.models.calls import Call, calls, interpret
from core.pruning.graph import trace
from core.pruning.surgery import copied

# Layers that do nothing where ``training=False``; called from there alone, they would not know it.
IDLE_AT_REST = frozenset(
    "Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D GaussianDropout GaussianNoise "
    "AlphaDropout".split()
)


def flattened(model: keras.Model, shape: tuple[int, ...]) -> keras.Model:
    """``model``, of one input, with the layers of sequential and nested models in one graph.

    Its layers are copies, each called from there alone and known by its own name. Where two have
    the same name, as in nested models that are alike, it stays as it is.

    Args:
        shape: ``(height, width, channels)`` of the images, in place of what it leaves open.

    Raises:
        PruningError: it has no graph, or a layer cannot be made again.
    """
    names = {id(call.operation): call.operation.name for call in calls(model)}
    if len(set(names.values())) < len(names):
        return model
    (given,) = model.inputs
    image = keras.Input(shape, dtype=given.dtype, name=given.name)
    answers = interpret(model, [image], _called)
    whole = keras.Model(image, answers[0] if len(answers) == 1 else answers, name=model.name)
    return copied(whole, trace(whole))


def _called(call: Call, values: list[Any]) -> Sequence[Any]:
    return values if call.still and call.kind in IDLE_AT_REST else call.apply(values)
