"""Proxy ``naswot``: how well a network's units separate the images of a batch."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from core.arrays import Array
from core.errors import EvaluationError
from core.estimators.proxies.network import Network, Tensor, apply_activation, forward

# Silu (swish) and its kin bend where a ReLU does: at zero.
RECTIFIERS = frozenset({"relu", "relu6", "silu", "hard_silu"})


def naswot(model: Any, x: Array, y: Array) -> float:
    """Return the logarithm of the determinant of K = Σ C Cᵀ + (1 − C)(1 − C)ᵀ (Mellor et al. 2021).

    A row of C ``(images, units)`` is an image's binary code at one activation: 1 where the number
    that enters it is positive. K ``(images, images)`` sums all activations: it counts the units on
    which two images agree. The paper's networks have ReLUs only; relu6, silu (swish) and
    hard_silu are here treated as ReLUs, since each passes on what is positive and holds back the
    rest. Gates (sigmoid, hard_sigmoid) have no such two states and are left out.

    Raises:
        EvaluationError: the network has no such activation, or gives two images one code.
    """
    del y
    found: list[Array] = []

    def watch(name: str, before: Tensor) -> Tensor:
        if name in RECTIFIERS:
            found.append(_agreements(before))
        return apply_activation(name, before)

    forward(Network.of(model), tf.constant(x, tf.float32), watch)
    if not found:
        raise EvaluationError(
            "The proxy 'naswot' needs a network with activations of the ReLU kind "
            f"({', '.join(sorted(RECTIFIERS))}); this one has none that can be seen. "
            "Choose another proxy."
        )
    agreements = np.sum(found, axis=0)
    if np.linalg.matrix_rank(agreements) < len(x):
        raise EvaluationError(
            f"The proxy 'naswot' needs a code of its own for each of the {len(x)} images; this "
            "network cannot tell some of them apart. Use fewer images, or another proxy."
        )
    return float(np.linalg.slogdet(agreements)[1])


def _agreements(before: Tensor) -> Array:
    """Return the number of units on which two images agree, ``(images, images)``."""
    codes = tf.cast(tf.reshape(before, [before.shape[0], -1]) > 0, tf.float32)
    both_on = tf.matmul(codes, codes, transpose_b=True)
    both_off = tf.matmul(1.0 - codes, 1.0 - codes, transpose_b=True)
    agreements: Array = (both_on + both_off).numpy().astype(np.float64)
    return agreements
