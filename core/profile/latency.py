"""Measured latency of Keras models on this machine, alone or against each other."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from core.errors import EvaluationError
from core.models.keras.calls import check_seen, computing
from core.profile.timings import Latency

WARM_UP = 5
REPEATS = 20
# Of two models in turn: as many passes of each as these seconds hold, within the bounds.
SECONDS, FEWEST, MOST = 1.0, 20, 200
# One forward pass.
Pass = Callable[[], None]


def latency_ms(model: keras.Model, batch: int = 1, repeats: int = REPEATS) -> Latency:
    """Measure a traced forward pass over ``batch`` inputs, after a warm-up.

    A pass ends when its result is on the host, so that work which a device has only queued counts.
    A model that was built for batches of one size is timed with that.
    """
    check_seen(model)
    batch = model.inputs[0].shape[0] or batch
    forward = warmed_up(model, batch)
    times = [_milliseconds(forward) for _ in range(repeats)]
    low, _, high = statistics.quantiles(times, n=4)
    return Latency(statistics.median(times), low, high, batch, _threads())


def time_share(forward: Pass, other: Pass) -> float:
    """Return the median time of ``forward`` as a share of ``other``, in alternating passes.

    What else the machine does comes and goes within a second; two passes that follow each other
    mostly see the same of it.
    """
    shares: list[float] = []
    until = time.perf_counter() + SECONDS
    while len(shares) < FEWEST or (len(shares) < MOST and time.perf_counter() < until):
        # Neither always goes first.
        if len(shares) % 2:
            whole, part = _milliseconds(other), _milliseconds(forward)
        else:
            part, whole = _milliseconds(forward), _milliseconds(other)
        shares.append(part / whole)
    return statistics.median(shares)


def warmed_up(model: keras.Model, batch: int = 1) -> Pass:
    """Return a traced forward pass of ``model`` over ``batch`` inputs, already run."""
    inputs = _zeros(model, batch)
    traced = tf.function(lambda *given: model(list(given) if len(given) > 1 else given[0]))

    def forward() -> None:
        for output in keras.tree.flatten(traced(*inputs)):
            np.asarray(output)

    with computing(model, inputs):
        for _ in range(WARM_UP):
            forward()
    return forward


def _zeros(model: keras.Model, batch: int) -> list[Any]:
    """Return ``batch`` inputs of ``model``, or as many as it was built for."""
    shapes = [tuple(tensor.shape) for tensor in model.inputs]
    if any(None in shape[1:] for shape in shapes):
        raise EvaluationError(
            f"Latency depends on the size of the input, which must be fixed; {model.name!r} takes "
            f"{', '.join(map(str, shapes))}. Build it with keras.Input((height, width, channels))."
        )
    return [tf.zeros([t.shape[0] or batch, *t.shape[1:]], t.dtype) for t in model.inputs]


def _milliseconds(forward: Pass) -> float:
    began = time.perf_counter()
    forward()
    return 1000 * (time.perf_counter() - began)


def _threads() -> int:
    """Return the threads of one operation: as set, else every core the process may use."""
    if chosen := tf.config.threading.get_intra_op_parallelism_threads():
        return int(chosen)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 0
