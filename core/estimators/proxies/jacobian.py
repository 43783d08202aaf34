"""Proxy ``jacob_cov``: the correlation of a network's Jacobians for different images."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from core.arrays import Array
from core.errors import EvaluationError
from core.estimators.proxies.network import Network, forward

# The paper's k: keeps an eigenvalue of zero from deciding all.
FLOOR = 1e-5


def jacob_cov(model: Any, x: Array, y: Array) -> float:
    """Return -Σ (log(v + k) + 1/(v + k)) over the eigenvalues v of a correlation matrix.

    The matrix ``(images, images)`` correlates the rows of the Jacobian: how the sum of the logits
    changes with each pixel of each image (Mellor et al. 2020, version 1, equations 1 to 4). The
    nearer to the unit matrix, the better; the most there is, is minus the number of images.

    Raises:
        EvaluationError: some image has no influence on the network's answer.
    """
    del y
    network = Network.of(model)
    images = tf.constant(x, tf.float32)
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(images)
        total = tf.reduce_sum(forward(network, images))
    rows = tape.gradient(total, images, unconnected_gradients="zero").numpy()
    rows = rows.reshape(len(rows), -1).astype(np.float64)
    if not (np.ptp(rows, axis=1) > 0).all():
        raise EvaluationError(
            "The proxy 'jacob_cov' needs an answer that depends on the pixels; this network's "
            "does not, for at least one image. Choose another proxy."
        )
    values = np.linalg.eigvalsh(np.corrcoef(rows))
    return float(-np.sum(np.log(values + FLOOR) + 1.0 / (values + FLOOR)))
