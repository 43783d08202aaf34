"""Whether two networks compute the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from core.arrays import Array
from core.models.keras.activations import known_as
from core.models.keras.calls import Call, interpret
from core.pruning.surgery import in_float32


def disagreement(ours: keras.Model, theirs: keras.Model, inputs: Any) -> float:
    """Return the largest difference between the outputs, as a share of the scale of ``theirs``.

    Of an output that ends in a softmax, what goes into it is compared: one that is sure of its
    answer gives the same for much that differs. Both compute in 32 bits, so that what is left is
    no rounding to 16.
    """
    given = [
        keras.ops.convert_to_tensor(x, dtype=tensor.dtype)
        for x, tensor in zip(keras.tree.flatten(inputs), ours.inputs, strict=True)
    ]
    one, other = (_ends(in_float32(model), given) for model in (ours, theirs))
    # Python's own max may pass over what is not a number.
    return float(np.max([_apart(*map(np.asarray, pair)) for pair in zip(one, other, strict=True)]))


def _ends(model: keras.Model, given: Sequence[Any]) -> list[Any]:
    """Return the outputs of ``model`` in use, before their softmax."""
    # By what a softmax gave, which lives as long as it is here: the call, and what it was given.
    found: dict[int, tuple[Any, Call, list[Any]]] = {}

    def compute(call: Call, values: list[Any]) -> Sequence[Any]:
        outputs = call.apply(values, training=False)
        if call.kind == "Softmax" or _has_softmax(call.operation):
            found[id(outputs[0])] = outputs[0], call, values
        return outputs

    ends = interpret(model, given, compute)
    return [_before(*found[id(end)][1:]) if id(end) in found else end for end in ends]


def _has_softmax(operation: Any) -> bool:
    return known_as(getattr(operation, "activation", None)) == "softmax"


def _before(call: Call, values: list[Any]) -> Any:
    """Compute a call on ``values`` with its softmax removed."""
    if call.kind == "Softmax":
        return values[0]
    softmax = call.operation.activation
    call.operation.activation = keras.activations.linear
    try:
        return call.apply(values, training=False)[0]
    finally:
        call.operation.activation = softmax


def _apart(ours: Array, theirs: Array) -> float:
    scale = float(np.abs(theirs).max()) or 1.0
    return float(np.abs(ours - theirs).max()) / scale
