"""Measured latency of a Keras model on this machine."""

from __future__ import annotations

import statistics
import time

import keras
import numpy as np
import tensorflow as tf

from core.profile.timings import Latency

WARM_UP = 5
REPEATS = 20


def latency_ms(model: keras.Model, batch: int = 1, repeats: int = REPEATS) -> Latency:
    """The time of a traced forward pass over ``batch`` inputs, after a warm-up.

    A pass ends when its result is on the host, so that work which a device has only queued counts.
    """
    inputs = [tf.zeros([batch, *tensor.shape[1:]], tensor.dtype) for tensor in model.inputs]
    forward = tf.function(lambda *given: model(list(given) if len(given) > 1 else given[0]))
    for _ in range(WARM_UP):
        _run(forward, inputs)
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        _run(forward, inputs)
        times.append(1000 * (time.perf_counter() - began))
    low, _, high = statistics.quantiles(times, n=4)
    threads = tf.config.threading.get_intra_op_parallelism_threads()
    return Latency(statistics.median(times), low, high, batch, threads)


def _run(forward: object, inputs: list[object]) -> None:
    for output in keras.tree.flatten(forward(*inputs)):  # type: ignore[operator]
        np.asarray(output)
