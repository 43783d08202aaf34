"""The slope of a model's loss at every weight, for the criteria that look at data."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import tensorflow as tf

Array = np.ndarray[Any, np.dtype[Any]]
BATCH = 64


def gradients(model: keras.Model, data: tuple[Array, Array]) -> dict[int, Array]:
    """For the id of each trainable weight the slope of the mean loss, in the weight's shape.

    The loss is the one that the model is compiled with; without one, the cross-entropy of integer
    labels with class probabilities.
    """
    pictures, labels = data
    weights = [weight.value for weight in model.trainable_weights]
    total = [np.zeros(weight.shape) for weight in weights]
    for start in range(0, len(pictures), BATCH):
        chosen = slice(start, start + BATCH)
        with tf.GradientTape() as tape:
            loss = _loss(model, pictures[chosen], labels[chosen])
        share = len(pictures[chosen]) / len(pictures)
        slopes = tape.gradient(loss, weights, unconnected_gradients="zero")
        total = [
            sum_ + share * np.asarray(slope) for sum_, slope in zip(total, slopes, strict=True)
        ]
    ids = (id(weight) for weight in model.trainable_weights)
    return dict(zip(ids, total, strict=True))


def _loss(model: keras.Model, pictures: Array, labels: Array) -> Any:
    outputs = model(pictures, training=False)
    if model.compiled and model.loss is not None:
        return model.compute_loss(x=pictures, y=labels, y_pred=outputs, training=False)
    return tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, outputs))
