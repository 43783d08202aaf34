"""Rules for layers with a parameter for each channel."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.models.keras.calls import Call
from core.pruning.graph.channels import Ids
from core.pruning.graph.trace import Rule, Trace

OVER_CHANNELS = "its statistics are taken over channels, so that removing one changes the others"


def _batch(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    ids, *masks = inputs
    trace.keep(call, "a mask says which positions it looks at", *masks)
    rank = len(call.input_shapes[0])
    if call.operation.axis % rank != rank - 1:
        trace.keep(call, "it normalises along another axis than the channels", ids)
        return [ids]
    for weight in ("gamma", "beta", "moving_mean", "moving_variance"):
        trace.bind(call, weight, 0, "follows", ids)
    return [ids]


def _parametric(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    """Trace PReLU's slopes: one for each channel, perhaps each position, or one for all."""
    if call.operation.alpha.shape[-1] == len(inputs[0]):
        trace.bind(call, "alpha", -1, "follows", inputs[0])
    return inputs


def _fixed(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    """Trace Normalization: Keras keeps its statistics as tensors of a fixed shape."""
    if np.size(call.operation.mean) > 1:
        trace.keep(call, "it has a constant for each channel", *inputs)
    return inputs


def _scale(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    trace.bind(call, "gamma", 0, "follows", inputs[0])
    trace.count(call, "projection_dim", inputs[0])
    return inputs


def _over_channels(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    trace.keep(call, OVER_CHANNELS, *inputs)
    return inputs


def _softmax(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    trace.keep(call, "it looks at all channels at once", *inputs)
    return inputs


RULES: dict[str, Rule] = {
    "BatchNormalization": _batch,
    "PReLU": _parametric,
    "Normalization": _fixed,
    "LayerScale": _scale,
    **dict.fromkeys(
        ("LayerNormalization", "GroupNormalization", "UnitNormalization", "RMSNormalization"),
        _over_channels,
    ),
    "Softmax": _softmax,
}
