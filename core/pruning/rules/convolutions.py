"""Rules for the layers that mix channels: convolutions of all kinds, and dense layers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.models.keras.calls import Call
from core.pruning.graph.channels import Ids
from core.pruning.graph.trace import Rule, Trace
from core.pruning.rules.elementwise import mixing_of


def _convolution(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    """Trace a kernel ``(…, input channels a group, filters)``."""
    (reads,) = inputs
    groups = call.operation.groups
    if groups == 1:
        return _mixing(trace, call, reads, "filters", kernel=(-2, -1))
    if groups == len(reads):
        return _depthwise_by_groups(trace, call, reads)
    makes = trace.made(call, call.operation.filters)
    # The kernel stays rectangular only if every group loses channels at the same places.
    for ids in (reads, makes):
        rows = ids.reshape(groups, -1)
        for row in rows[1:]:
            trace.channels.unite(rows[0], row)
    trace.bind(call, "kernel", -2, "reads", reads[: len(reads) // groups])
    return _made(trace, call, makes, "filters", -1)


def _depthwise_by_groups(trace: Trace, call: Call, reads: Ids) -> Sequence[Ids]:
    """Trace a convolution with one group for each channel, as ResNeXt writes it."""
    follows = np.repeat(reads, call.operation.filters // len(reads))
    trace.bind(call, "kernel", -1, "follows", follows)
    trace.bind(call, "bias", 0, "follows", follows)
    trace.count(call, "filters", follows)
    trace.count(call, "groups", reads)
    return [_unmixed(trace, call, follows)]


def _depthwise(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    """Trace a kernel ``(…, channels, multiplier)``; one channel's outputs are adjacent."""
    (reads,) = inputs
    follows = np.repeat(reads, call.operation.depth_multiplier)
    trace.bind(call, "kernel", -2, "follows", reads)
    trace.bind(call, "bias", 0, "follows", follows)
    return [_unmixed(trace, call, follows)]


def _separable(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    (reads,) = inputs
    between = np.repeat(reads, call.operation.depth_multiplier)
    makes = trace.made(call, call.operation.filters)
    trace.bind(call, "depthwise_kernel", -2, "follows", reads)
    trace.bind(call, "pointwise_kernel", -2, "reads", between)
    return _made(trace, call, makes, "filters", -1, kernel="pointwise_kernel")


def _transposed(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    """Trace a kernel ``(…, filters, input channels)``."""
    return _mixing(trace, call, inputs[0], "filters", kernel=(-1, -2))


def _dense(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    return _mixing(trace, call, inputs[0], "units", kernel=(0, 1))


def _embedding(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    """Trace a table ``(numbers, channels)``; its input is a number, not channels."""
    trace.keep(call, "its numbers are looked up in a table", *inputs)
    makes = trace.made(call, call.operation.output_dim)
    trace.bind(call, "embeddings", 1, "makes", makes)
    trace.count(call, "output_dim", makes)
    return [makes]


def _mixing(
    trace: Trace, call: Call, reads: Ids, setting: str, kernel: tuple[int, int]
) -> Sequence[Ids]:
    """Trace a kernel that computes all outputs from all inputs, by its two axes."""
    trace.bind(call, "kernel", kernel[0], "reads", reads)
    makes = trace.made(call, getattr(call.operation, setting))
    return _made(trace, call, makes, setting, kernel[1])


def _made(
    trace: Trace, call: Call, makes: Ids, setting: str, axis: int, kernel: str = "kernel"
) -> Sequence[Ids]:
    trace.bind(call, kernel, axis, "makes", makes)
    trace.bind(call, "bias", 0, "follows", makes)
    trace.count(call, setting, makes)
    return [_unmixed(trace, call, makes)]


def _unmixed(trace: Trace, call: Call, ids: Ids) -> Ids:
    """Return ``ids`` after the layer's activation, which may mix all channels."""
    if because := mixing_of(call):
        trace.keep(call, because, ids)
    return ids


RULES: dict[str, Rule] = {
    **dict.fromkeys(("Conv1D", "Conv2D", "Conv3D"), _convolution),
    **dict.fromkeys(("DepthwiseConv1D", "DepthwiseConv2D"), _depthwise),
    **dict.fromkeys(("SeparableConv1D", "SeparableConv2D"), _separable),
    **dict.fromkeys(("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"), _transposed),
    "Dense": _dense,
    "Embedding": _embedding,
}
