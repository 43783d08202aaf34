"""The slope of a model's loss at its weights, for the criteria that look at data."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from core.errors import PruningError

Array = np.ndarray[Any, np.dtype[Any]]
# The mean loss of a model's outputs for labels.
Loss = Callable[[Any, Array], Any]
# At most so many examples are looked at at once, and, beyond the first, so many pixels of them:
# every tensor in between is held.
BATCH, PIXELS = 64, 2**18


class WithLoss(NamedTuple):
    """Pictures and labels of a model whose loss is none of a classifier's."""

    pictures: Array
    labels: Array
    loss: Loss


# Pictures and labels, one of each for every example.
Samples = tuple[Array, Array] | WithLoss


def check_data(data: Samples) -> None:
    """Refuse pictures without labels, or none at all (PruningError)."""
    pictures, labels = data[:2]
    if len(pictures) == 0 or len(pictures) != len(labels):
        raise PruningError(
            f"data must be pictures and as many labels; got {len(pictures)} and {len(labels)}. "
            "Give a few hundred of each."
        )


def check_classes(data: Samples) -> None:
    """Refuse labels that are not the numbers of classes (PruningError)."""
    check_data(data)
    pictures, labels = data[:2]
    if np.shape(labels) != (len(pictures),):
        raise PruningError(
            f"labels must be one whole number a picture, of the shape ({len(pictures)},); got "
            f"{np.shape(labels)}. Take labels.argmax(-1) of one-hot labels, labels[:, 0] of a "
            "column."
        )


def check_shape(model: keras.Model, data: Samples) -> None:
    """Refuse pictures that the model, if it has one input, does not take (PruningError)."""
    if len(model.inputs) != 1:
        return
    given, wanted = np.shape(data[0]), model.inputs[0].shape[1:]
    pairs = zip(given[1:], wanted, strict=False)
    if len(given) != len(wanted) + 1 or any(side not in (None, own) for own, side in pairs):
        raise PruningError(
            f"data must be of the shape (pictures, {', '.join(map(str, wanted))}), as the model "
            f"takes; got {given}. Scale or reshape the pictures as those it was trained on."
        )


def batches(pictures: Array) -> list[slice]:
    """``pictures`` in parts that fit into memory, in order."""
    pixels = math.prod(np.shape(pictures)[1:3])
    step = max(1, min(BATCH, PIXELS // max(1, pixels)))
    return [slice(start, start + step) for start in range(0, len(pictures), step)]


def gradients(model: keras.Model, weights: Sequence[Any], data: Samples) -> list[Array]:
    """The slope of the mean loss at each of the model's ``weights``, frozen or not.

    The loss is the one that comes with the data, or else that which the model is compiled with;
    without either, the cross-entropy of integer labels with class probabilities.

    Raises:
        PruningError: the data are none, or do not fit the loss.
    """
    (check_data if isinstance(data, WithLoss) or _own(model) else check_classes)(data)
    check_shape(model, data)
    pictures, labels = data[:2]
    variables = [weight.value for weight in weights]
    total = [np.zeros(variable.shape) for variable in variables]
    for chosen in batches(pictures):
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(variables)
            outputs = model(pictures[chosen], training=False)
            loss = _loss(model, pictures[chosen], labels[chosen], outputs, data)
        share = len(pictures[chosen]) / len(pictures)
        slopes = tape.gradient(loss, variables, unconnected_gradients="zero")
        total = [
            past + share * np.asarray(slope) for past, slope in zip(total, slopes, strict=True)
        ]
    return total


def _own(model: keras.Model) -> bool:
    """Whether the model is compiled with a loss."""
    return bool(model.compiled and model.loss is not None)


def _loss(model: keras.Model, pictures: Array, labels: Array, outputs: Any, data: Samples) -> Any:
    if isinstance(data, WithLoss):
        return data.loss(outputs, labels)
    if _own(model):
        return model.compute_loss(x=pictures, y=labels, y_pred=outputs, training=False)
    return tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, outputs))
