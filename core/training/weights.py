"""A Keras model's weights as flat vectors and back, and drawn from a seed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from core.arrays import Array
from core.models.keras.calls import kernels_of
from core.training.program import Program
from core.training.trace import TrainingState, WeightLayout


def draw_weights(model: keras.Model, rng: np.random.Generator) -> None:
    """Draw every kernel of ``model`` anew, uniformly by Glorot & Bengio (2010).

    All other weights keep what Keras gave them. A depthwise kernel's fans are those of one channel,
    which is all that each output sees.
    """
    kernels = {id(kernel) for kernel in kernels_of(model)}
    for layer in _leaves(model):
        depthwise = isinstance(layer, keras.layers.DepthwiseConv2D)
        for weight in layer.trainable_weights:
            if id(weight) in kernels:
                *area, fan_in, fan_out = weight.shape
                fans = 2 if depthwise else fan_in + fan_out
                limit = math.sqrt(6.0 / (math.prod(area) * fans))
                weight.assign(rng.uniform(-limit, limit, weight.shape).astype(np.float32))


def training_state(model: keras.Model) -> TrainingState:
    """Return ``model``'s weights as the initial state of a training."""
    weights = _joined(model.trainable_weights)
    zeros = tf.zeros_like(weights)
    return TrainingState(weights, zeros, zeros, _joined(model.non_trainable_weights))


def layout_of(model: keras.Model, program: Program) -> WeightLayout:
    """Return how the vectors of :func:`training_state` are split into ``model``'s weights."""
    trainable = [tuple(weight.shape) for weight in model.trainable_weights]
    fixed = [tuple(weight.shape) for weight in model.non_trainable_weights]
    momenta = {
        place: step.settings[0]
        for step in program.steps
        if step.kind == "norm" and not step.still
        for place in step.statistics
    }
    keep = [np.full(math.prod(shape), momenta.get(i, 0.0)) for i, shape in enumerate(fixed)]
    joined = np.concatenate(keep) if keep else np.zeros(0)
    return WeightLayout(
        tf.constant([math.prod(shape) for shape in trainable], tf.int32),
        tf.constant([side for shape in trainable for side in shape], tf.int32),
        tf.constant([math.prod(shape) for shape in fixed], tf.int32),
        tf.constant([side for shape in fixed for side in shape], tf.int32),
        tf.constant(joined, tf.float32),
    )


def write_back(model: keras.Model, state: TrainingState) -> None:
    """Set ``model``'s weights from ``state``."""
    _assign(model.trainable_weights, state.weights.numpy())
    _assign(model.non_trainable_weights, state.statistics.numpy())


def held_zeros(model: keras.Model) -> Array:
    """Return a mask of the flat weights: 0 for kernels' weights that are zero now, else 1."""
    kernels = {id(kernel) for kernel in kernels_of(model)}
    masks = [
        np.asarray(weight) != 0 if id(weight) in kernels else np.ones(weight.shape, np.bool_)
        for weight in model.trainable_weights
    ]
    return np.concatenate([mask.ravel() for mask in masks])


def _leaves(model: keras.Model) -> list[keras.layers.Layer]:
    leaves: list[keras.layers.Layer] = []
    for layer in model.layers:
        leaves += _leaves(layer) if isinstance(layer, keras.Model) else [layer]
    return leaves


def _joined(weights: Sequence[Any]) -> Any:
    arrays = [np.asarray(weight, np.float32).ravel() for weight in weights]
    return tf.constant(np.concatenate(arrays) if arrays else np.zeros(0, np.float32))


def _assign(weights: Sequence[Any], flat: Array) -> None:
    start = 0
    for weight in weights:
        size = math.prod(weight.shape)
        weight.assign(flat[start : start + size].reshape(weight.shape))
        start += size
