"""Rules for operations on several tensors: sums, products, concatenation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.models.keras.calls import Call
from core.models.keras.layers import WeightedFusion
from core.pruning.graph.channels import Ids
from core.pruning.graph.trace import Rule, Trace
from core.pruning.rules.elementwise import alone

# Layers of keras.layers; functions of keras.ops, such as ``x + y`` in a graph.
POINTWISE = ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum")
FUNCTIONS = (
    "Add",
    "Subtract",
    "Multiply",
    "Divide",
    "TrueDivide",
    "Maximum",
    "Minimum",
    "Power",
    "Equal",
    "NotEqual",
    "Greater",
    "GreaterEqual",
    "Less",
    "LessEqual",
    "Where",
)


def _pointwise(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    """Trace channel with channel; a tensor of one channel is broadcast."""
    alone(trace, call, inputs)
    widest = max(inputs, key=len)
    for ids in inputs:
        if len(ids) == len(widest):
            trace.channels.unite(widest, ids)
        else:
            trace.keep(call, "one channel of it is spread over all of another tensor's", ids)
    return [widest]


def _concatenate(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    alone(trace, call, inputs)
    rank = len(call.output_shapes[0])
    if call.operation.axis % rank == rank - 1:
        return [np.concatenate(inputs)]
    for ids in inputs[1:]:
        trace.channels.unite(inputs[0], ids)
    return [inputs[0]]


RULES: dict[str, Rule] = {
    **dict.fromkeys(POINTWISE, _pointwise),
    "Concatenate": _concatenate,
}
# Layers of our own.
LAYER_RULES: dict[type, Rule] = {WeightedFusion: _pointwise}
FUNCTION_RULES: dict[str, Rule] = {
    **dict.fromkeys(FUNCTIONS, _pointwise),
    "Concatenate": _concatenate,
}
