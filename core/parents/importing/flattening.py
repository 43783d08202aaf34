"""A trained network as one plain graph for images of one size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import keras

from core.models.keras.calls import Call, calls, interpret
from core.pruning.graph import trace
from core.pruning.surgery import copied

# Layers that do nothing where ``training=False``; called from there alone, they would not know it.
IDLE_AT_REST = frozenset(
    "Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D GaussianDropout GaussianNoise "
    "AlphaDropout".split()
)


# What is put before or behind a network: a tensor from a tensor.
Around = Callable[[Any], Any]


def flattened(
    model: keras.Model,
    shape: tuple[int, ...],
    before: Around | None = None,
    behind: Around | None = None,
) -> keras.Model:
    """Return ``model``, of one input, with its sequential and nested models in one graph.

    Its layers are copies, each called from there alone and known by its own name. Where two have
    the same name, as in nested models that are alike, it stays as it is.

    Args:
        shape: ``(height, width, channels)`` of the images, in place of what it leaves open.
        before: what an image goes through first; it then takes floating-point pixels.
        behind: what its one answer goes through last.

    Raises:
        PruningError: it has no graph, or a layer cannot be made again.
    """
    names = {id(call.operation): call.operation.name for call in calls(model)}
    alike = len(set(names.values())) < len(names)
    if alike and not (before or behind):
        return model
    (given,) = model.inputs
    whole_numbers = "int" in str(given.dtype)
    kind = "float32" if before or whole_numbers else given.dtype
    image = keras.Input(shape, dtype=kind, name=given.name)
    x = before(image) if before else image
    answers = [model(x)] if alike else interpret(model, [x], _called)
    if behind:
        answers = [behind(answers[0])]
    whole = keras.Model(image, answers[0] if len(answers) == 1 else answers, name=model.name)
    return whole if alike else copied(whole, trace(whole))


def _called(call: Call, values: list[Any]) -> Sequence[Any]:
    return values if call.still and call.kind in IDLE_AT_REST else call.apply(values)
