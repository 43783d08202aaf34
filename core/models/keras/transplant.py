"""Copies the weights of one Keras model into another that has the same layers."""

from __future__ import annotations

from itertools import zip_longest

import keras

from core.errors import EvaluationError


def copy_weights(source: keras.Model, target: keras.Model) -> None:
    """Give ``target`` the weights of ``source``.

    Layers that have weights are matched by their order; names do not matter. Nothing is copied
    where any of them differs.

    Raises:
        EvaluationError: the networks do not match; the message says which layers, which shapes.
    """
    pairs = list(zip_longest(_weighted(source), _weighted(target)))
    for place, (giver, taker) in enumerate(pairs, 1):
        if _shapes(giver) != _shapes(taker):
            raise EvaluationError(
                f"The weights of {source.name!r} do not fit {target.name!r}: layer {place} with "
                f"weights is {_described(giver)} there and {_described(taker)} here. "
                "Build both with the same sizes, choices and number of classes."
            )
    for giver, taker in pairs:
        taker.set_weights(giver.get_weights())
        if isinstance(taker, keras.layers.Normalization):
            # It computes with tensors made of its weights, not with the weights.
            taker.finalize_state()


def _weighted(model: keras.Model) -> list[keras.layers.Layer]:
    return [layer for layer in model.layers if layer.weights]


def _shapes(layer: keras.layers.Layer | None) -> list[tuple[int, ...]]:
    return [tuple(weight.shape) for weight in layer.weights] if layer else []


def _described(layer: keras.layers.Layer | None) -> str:
    if layer is None:
        return "missing"
    return f"{layer.name!r} ({type(layer).__name__}) of {', '.join(map(str, _shapes(layer)))}"
