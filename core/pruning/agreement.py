"""Whether two networks compute the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np

from core.models.calls import Call, interpret
from core.pruning.surgery import in_float32

Array = np.ndarray[Any, np.dtype[Any]]


def disagreement(ours: keras.Model, theirs: keras.Model, inputs: Any) -> float:
    """The largest difference between the outputs, as a share of the scale of ``theirs``.

    Of an output that ends in a softmax, what goes into it is compared: one that is sure of its
    answer gives the same for much that differs. Both compute in 32 bits, so that what is left is
    no rounding to 16.
    """
    given = [keras.ops.convert_to_tensor(x) for x in keras.tree.flatten(inputs)]
    one, other = (_ends(in_float32(model), given) for model in (ours, theirs))
    # Python's own max may pass over what is not a number.
    return float(np.max([_apart(*map(np.asarray, pair)) for pair in zip(one, other, strict=True)]))


def _ends(model: keras.Model, given: Sequence[Any]) -> list[Any]:
    """The outputs of ``model`` in use, before their softmax."""
    last = {id(tensor) for tensor in model.outputs}

    def compute(call: Call, values: list[Any]) -> Sequence[Any]:
        if id(call.node.outputs[0]) not in last:
            return call.apply(values, training=False)
        if call.kind == "Softmax":
            return values
        with _without_softmax(call.operation):
            return call.apply(values, training=False)

    return interpret(model, given, compute)


@contextmanager
def _without_softmax(operation: Any) -> Iterator[None]:
    """Take a layer's softmax off for a while."""
    activation = getattr(operation, "activation", None)
    if activation is not keras.activations.softmax:
        yield
        return
    operation.activation = keras.activations.linear
    try:
        yield
    finally:
        operation.activation = activation


def _apart(ours: Array, theirs: Array) -> float:
    scale = float(np.abs(theirs).max()) or 1.0
    return float(np.abs(ours - theirs).max()) / scale
