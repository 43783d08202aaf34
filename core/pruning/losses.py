"""The slope of a model's loss at its weights, for the criteria that look at data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

Array = np.ndarray[Any, np.dtype[Any]]
BATCH = 64


def gradients(model: keras.Model, weights: Sequence[Any], data: tuple[Array, Array]) -> list[Array]:
    """The slope of the mean loss at each of the model's ``weights``, frozen or not.

    The loss is the one that the model is compiled with; without one, the cross-entropy of integer
    labels with class probabilities.
    """
    pictures, labels = data
    variables = [weight.value for weight in weights]
    total = [np.zeros(variable.shape) for variable in variables]
    for start in range(0, len(pictures), BATCH):
        chosen = slice(start, start + BATCH)
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(variables)
            loss = _loss(model, pictures[chosen], labels[chosen])
        share = len(pictures[chosen]) / len(pictures)
        slopes = tape.gradient(loss, variables, unconnected_gradients="zero")
        total = [
            past + share * np.asarray(slope) for past, slope in zip(total, slopes, strict=True)
        ]
    return total


def _loss(model: keras.Model, pictures: Array, labels: Array) -> Any:
    outputs = model(pictures, training=False)
    if model.compiled and model.loss is not None:
        return model.compute_loss(x=pictures, y=labels, y_pred=outputs, training=False)
    return tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, outputs))
