"""Proxy ``synflow``: the signal that a network's weights let through."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import tensorflow as tf

from core.arrays import Array
from core.errors import EvaluationError
from core.estimators.proxies.naswot import RECTIFIERS
from core.estimators.proxies.network import ACTIVATED, Network, forward
from core.training.program import Program, ProgramStep

# They shift and scale signals, or thin them out; the flow is that of the kernels alone.
BYPASSED = frozenset({"norm", "rescale", "standardise", "dropout"})


def synflow(model: Any, x: Array, y: Array) -> float:
    """Return log10 of Σ |w · ∂R/∂w| over all kernels (Tanaka et al. 2020, equation 1).

    R is the sum of the logits of one image of ones when every weight is replaced by its absolute
    value. BatchNormalization is bypassed, as are rescaling and dropout; ReLU and its kin pass on
    all that is positive, so they are bypassed too (relu6 would clip, and clipping ends the flow).
    Gates stay as they are. Only the shape of ``x`` matters. The sum is taken in float64 and
    grows by powers of ten with depth: hence the logarithm, which keeps the order.

    Raises:
        EvaluationError: a layer is not known here, or no signal gets through.
    """
    del y
    network = Network.of(model, "float64")
    weights = tuple(tf.abs(weight) for weight in network.weights)
    network = replace(network, program=_flowing(network.program), weights=weights)
    kernels = network.kernels
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(kernels)
        passed = tf.reduce_sum(forward(network, tf.ones([1, *x.shape[1:]], tf.float64)))
    gradients = tape.gradient(passed, kernels, unconnected_gradients="zero")
    pairs = zip(kernels, gradients, strict=True)
    flow = float(sum(tf.reduce_sum(tf.abs(kernel * gradient)) for kernel, gradient in pairs))
    if flow <= 0:
        raise EvaluationError(
            "The proxy 'synflow' needs a signal that reaches the classifier; in this network none "
            "does. Choose another proxy."
        )
    return math.log10(flow)


def _flowing(program: Program) -> Program:
    return replace(program, steps=tuple(_flow(step) for step in program.steps))


def _flow(step: ProgramStep) -> ProgramStep:
    if step.kind == "layer":
        kind = type(step.settings[0]).__name__
        raise EvaluationError(
            f"The proxy 'synflow' knows no way through a {kind}, which this network has. "
            "Choose another proxy."
        )
    if step.kind in BYPASSED:
        return ProgramStep("activation", step.inputs, settings=("linear",))
    if step.kind in ACTIVATED and step.settings[-1] in RECTIFIERS:
        return replace(step, settings=(*step.settings[:-1], "linear"))
    return step
