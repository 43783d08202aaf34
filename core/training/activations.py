"""The activation functions that steps know, as plain TensorFlow operations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

Tensor = Any


def _gate(y: Tensor) -> Tensor:
    """Apply the piecewise linear sigmoid: relu6(y + 3) / 6."""
    return tf.nn.relu6(y + 3.0) * (1.0 / 6.0)


FUNCTIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "linear": lambda y: y,
    "relu": lambda y: tf.raw_ops.Relu(features=y),
    "relu6": lambda y: tf.raw_ops.Relu6(features=y),
    "sigmoid": tf.sigmoid,
    "hard_sigmoid": _gate,
    "silu": lambda y: y * tf.sigmoid(y),
    "hard_silu": lambda y: y * _gate(y),
    "softmax": tf.nn.softmax,
}
