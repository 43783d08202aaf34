"""The gradient of a model's loss, for the criteria that need data."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from core.arrays import Array
from core.errors import PruningError, first_line
from core.models.keras.calls import computing

# The mean loss of a model's outputs for labels.
Loss = Callable[[Any, Array], Any]
# At most so many examples are looked at at once, and, beyond the first, so many pixels of them:
# every tensor in between is held.
BATCH, PIXELS = 64, 2**18
# How far from 0 and 1 a probability may be.
ROUNDING = 1e-3


class WithLoss(NamedTuple):
    """Pictures and labels of a model whose loss is not a classifier's."""

    pictures: Array
    labels: Array
    loss: Loss


# Pictures and labels, one of each for every example.
Samples = tuple[Array, Array] | WithLoss


def check_data(model: keras.Model, data: Samples) -> None:
    """Refuse pictures that ``model`` does not take, without labels, or none (PruningError)."""
    if not isinstance(data, tuple | list) or len(data) < 2:
        raise PruningError(
            f"data must be (pictures, labels); got {type(data).__name__}. Give both, a few hundred "
            "of each."
        )
    if len(model.inputs) != 1:
        raise PruningError(
            "Criteria that look at data, and the accuracy, are for models of one input; the model "
            f"{model.name!r} has {len(model.inputs)}. Choose a criterion that looks at no data, as "
            "l2; of the sensitivity, give a measure."
        )
    pictures, labels = data[:2]
    sizes = [0 if each is None else len(each) for each in (pictures, labels)]
    if sizes[0] == 0 or sizes[0] != sizes[1]:
        raise PruningError(
            f"data must be pictures and as many labels; got {sizes[0]} and {sizes[1]}. Give a few "
            "hundred of each."
        )
    given, wanted = np.shape(pictures), model.inputs[0].shape[1:]
    pairs = zip(given[1:], wanted, strict=False)
    if len(given) != len(wanted) + 1 or any(side not in (None, own) for own, side in pairs):
        raise PruningError(
            f"data must be of the shape (pictures, {', '.join(map(str, wanted))}), as the model "
            f"takes; got {given}. Scale or reshape the pictures as those it was trained on."
        )


def check_classes(model: keras.Model, data: Samples) -> None:
    """Raise PruningError if the outputs or the labels are not a classifier's."""
    check_data(model, data)
    pictures, labels = data[:2]
    shapes = [tuple(tensor.shape[1:]) for tensor in model.outputs]
    if len(shapes) != 1 or len(shapes[0]) != 1 or shapes[0][0] == 1:
        raise PruningError(
            "Pictures and labels alone judge classifiers: the model must give one number for each "
            f"of two classes or more; got outputs of the shapes {', '.join(map(str, shapes))}. "
            "Compile it with its loss, give WithLoss(pictures, labels, loss), or, of the "
            "sensitivity, a measure."
        )
    if np.shape(labels) != (len(pictures),):
        raise PruningError(
            f"labels must be one whole number a picture, of the shape ({len(pictures)},); got "
            f"{np.shape(labels)}. Take labels.argmax(-1) of one-hot labels, labels[:, 0] of a "
            "column."
        )
    classes = int(shapes[0][0])
    odd = np.asarray(labels)[~np.isin(labels, np.arange(classes))]
    if len(odd):
        raise PruningError(
            f"labels must be whole numbers from 0 to {classes - 1}, one of the model's {classes} "
            f"classes; got {odd[0]!s}. Count classes from 0, or take the model of these data."
        )


def batches(pictures: Array) -> list[slice]:
    """Split ``pictures`` into batches that fit into memory, in order."""
    pixels = math.prod(np.shape(pictures)[1:3])
    step = max(1, min(BATCH, PIXELS // max(1, pixels)))
    return [slice(start, start + step) for start in range(0, len(pictures), step)]


def gradients(model: keras.Model, weights: Sequence[Any], data: Samples) -> list[Array]:
    """Return the gradients of the mean loss by the model's ``weights``, frozen or not.

    The loss is the one that comes with the data, or else that which the model is compiled with;
    without either, the cross-entropy of integer labels with class probabilities.

    Raises:
        PruningError: the data are none, or do not fit the loss.
    """
    (check_data if isinstance(data, WithLoss) or _own(model) else check_classes)(model, data)
    pictures, labels = data[:2]
    variables = [weight.value for weight in weights]
    total = [np.zeros(variable.shape) for variable in variables]
    for chosen in batches(pictures):
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(variables)
            with computing(model, [pictures[chosen]]):
                outputs = model(pictures[chosen], training=False)
            loss = _loss(model, pictures[chosen], labels[chosen], outputs, data)
        share = len(pictures[chosen]) / len(pictures)
        slopes = tape.gradient(loss, variables, unconnected_gradients="zero")
        total = [
            before + share * np.asarray(slope) for before, slope in zip(total, slopes, strict=True)
        ]
    return total


def _own(model: keras.Model) -> bool:
    """Return whether the model is compiled with a loss."""
    return bool(model.compiled and model.loss is not None)


def _loss(model: keras.Model, pictures: Array, labels: Array, outputs: Any, data: Samples) -> Any:
    if isinstance(data, WithLoss):
        return data.loss(outputs, labels)
    if _own(model):
        return _compiled(model, pictures, labels, outputs)
    low, high = float(tf.reduce_min(outputs)), float(tf.reduce_max(outputs))
    if not -ROUNDING <= low <= high <= 1 + ROUNDING:
        raise PruningError(
            "The model must give probabilities, from 0 to 1, or come with its loss; its outputs "
            f"go from {low:.3g} to {high:.3g}. Compile the model with your loss, or add a softmax."
        )
    return tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, outputs))


def _compiled(model: keras.Model, pictures: Array, labels: Array, outputs: Any) -> Any:
    """Return the loss the model is compiled with, or raise PruningError for other labels."""
    try:
        return model.compute_loss(x=pictures, y=labels, y_pred=outputs, training=False)
    except (TypeError, ValueError, tf.errors.InvalidArgumentError) as error:
        raise PruningError(
            f"labels must be what the loss that the model is compiled with takes; got the shape "
            f"{np.shape(labels)}: {first_line(error)} Give the labels that it was trained on."
        ) from error
