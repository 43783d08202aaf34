"""A Keras model's weights as flat vectors and back, drawn from a seed, and kept to go on from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from core.pruning.weights import kernels_of
from core.training.program import Program
from core.training.trace import TrainingState, WeightLayout

Array = np.ndarray[Any, np.dtype[Any]]


class Checkpoint(NamedTuple):
    """Where a training got to: its state, and the epochs done."""

    state: TrainingState
    epochs: int


def draw_weights(model: keras.Model, rng: np.random.Generator) -> None:
    """Give every kernel of ``model`` fresh values, uniform by Glorot & Bengio (2010).

    All other weights keep what Keras gave them. A depthwise kernel's fans are those of one channel,
    which is all that each output sees.
    """
    kernels = {id(kernel) for kernel in kernels_of(model)}
    for layer in _leaves(model):
        depthwise = isinstance(layer, keras.layers.DepthwiseConv2D)
        for weight in layer.trainable_weights:
            if id(weight) in kernels:
                limit = _glorot_limit(tuple(weight.shape), depthwise)
                weight.assign(rng.uniform(-limit, limit, weight.shape).astype(np.float32))


def state_of(model: keras.Model) -> TrainingState:
    """Return ``model``'s weights as the state that training begins with."""
    weights = _joined(model.trainable_weights)
    zeros = tf.zeros_like(weights)
    return TrainingState(weights, zeros, zeros, _joined(model.non_trainable_weights))


def cuts_of(model: keras.Model, program: Program) -> WeightLayout:
    """Return how the vectors of :func:`state_of` are cut into ``model``'s weights."""
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
        _integers([math.prod(shape) for shape in trainable]),
        _integers([side for shape in trainable for side in shape]),
        _integers([math.prod(shape) for shape in fixed]),
        _integers([side for shape in fixed for side in shape]),
        tf.constant(joined, tf.float32),
    )


def write_back(model: keras.Model, state: TrainingState) -> None:
    """Give ``model`` the weights of ``state``."""
    _assign(model.trainable_weights, state.weights.numpy())
    _assign(model.non_trainable_weights, state.statistics.numpy())


def write_reached(file: Path, reached: Checkpoint, seconds: float) -> None:
    """Keep where a training got to, and the seconds it took."""
    vectors = {name: vector.numpy() for name, vector in reached.state._asdict().items()}
    np.savez(file, epochs=reached.epochs, seconds=seconds, **vectors)


def read_reached(file: Path) -> tuple[Checkpoint, float]:
    """Return what :func:`write_reached` kept."""
    with np.load(file, allow_pickle=False) as arrays:
        state = TrainingState(*(tf.constant(arrays[name]) for name in TrainingState._fields))
        return Checkpoint(state, int(arrays["epochs"])), float(arrays["seconds"])


def passed(file: Path) -> tuple[int, float]:
    """Return the epochs done and the seconds they took, of what :func:`write_reached` kept."""
    with np.load(file, allow_pickle=False) as arrays:
        return int(arrays["epochs"]), float(arrays["seconds"])


def _leaves(model: keras.Model) -> list[keras.layers.Layer]:
    leaves: list[keras.layers.Layer] = []
    for layer in model.layers:
        leaves += _leaves(layer) if isinstance(layer, keras.Model) else [layer]
    return leaves


def _glorot_limit(shape: tuple[int, ...], depthwise: bool) -> float:
    area = math.prod(shape[:-2])
    fan_in, fan_out = (1, 1) if depthwise else shape[-2:]
    return math.sqrt(6.0 / (area * (fan_in + fan_out)))


def _joined(weights: Sequence[Any]) -> Any:
    arrays = [np.asarray(weight, np.float32).ravel() for weight in weights]
    return tf.constant(np.concatenate(arrays) if arrays else np.zeros(0, np.float32))


def _integers(numbers: Sequence[int]) -> Any:
    return tf.constant(np.asarray(numbers, np.int32))


def _assign(weights: Sequence[Any], flat: Array) -> None:
    start = 0
    for weight in weights:
        size = math.prod(weight.shape)
        weight.assign(flat[start : start + size].reshape(weight.shape))
        start += size
