"""Proxies by the gradient of the loss on one batch, before any step."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from core.arrays import Array
from core.estimators.proxies.network import Network, Tensor, forward


def grad_norm(model: Any, x: Array, y: Array) -> float:
    """Sum the Euclidean norms of the kernels' gradients (Abdelfattah et al. 2021, 3.2)."""
    pairs = _gradients(model, x, y)
    return float(sum(tf.norm(gradient) for _, gradient in pairs))


def snip(model: Any, x: Array, y: Array) -> float:
    """Sum |weight · gradient| over all kernels (Lee et al. 2019, equation 6, unscaled)."""
    pairs = _gradients(model, x, y)
    return float(sum(tf.reduce_sum(tf.abs(kernel * gradient)) for kernel, gradient in pairs))


def _gradients(model: Any, x: Array, y: Array) -> list[tuple[Tensor, Tensor]]:
    """Return every kernel with its gradient of the batch's mean cross-entropy."""
    network = Network.of(model)
    kernels = network.kernels
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(kernels)
        logits = forward(network, tf.constant(x, tf.float32))
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(
            labels=tf.constant(y, tf.int32), logits=logits
        )
        loss = tf.reduce_mean(losses)
    gradients = tape.gradient(loss, kernels, unconnected_gradients="zero")
    return list(zip(kernels, gradients, strict=True))
