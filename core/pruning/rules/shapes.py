"""Rules for what moves channels or takes positions together: flattening, reshaping, means."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from core.models.calls import Call
from core.pruning.graph.channels import Ids
from core.pruning.graph.trace import Rule, Trace

MOVED = "it moves channels among rows and columns"


def _flatten(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    """Channel ``c`` of position ``p`` goes to place ``p · channels + c``."""
    positions = call.input_shapes[0][1:-1]
    if None in positions:
        return trace.opaque(call, "its number of rows or columns is not fixed", inputs)
    return [np.tile(inputs[0], math.prod(size or 0 for size in positions))]


def _reshape(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    """Channels that stay last stay what they are; a flat target is a flattening."""
    before, after = call.input_shapes[0], call.output_shapes[0]
    if after[-1] == before[-1]:
        outputs: Sequence[Ids] = inputs
    elif len(after) == 2:
        outputs = _flatten(trace, call, inputs)
    else:
        return trace.opaque(call, MOVED, inputs)
    if call.operation.target_shape[-1] != -1:
        trace.count(call, "target_shape", outputs[0], position=-1)
    return outputs


def _permute(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    dims = call.operation.dims
    return inputs if dims[-1] == len(dims) else trace.opaque(call, MOVED, inputs)


def _reduced(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    """``keras.ops.mean`` and the like: over positions every channel stays what it is."""
    rank, given = len(call.input_shapes[0]), call.operation.axis
    axes = range(rank) if given is None else np.atleast_1d(given)
    if any(axis % rank == rank - 1 for axis in axes):
        return trace.opaque(call, "it takes all channels together", inputs)
    return inputs


RULES: dict[str, Rule] = {"Flatten": _flatten, "Reshape": _reshape, "Permute": _permute}
FUNCTION_RULES: dict[str, Rule] = dict.fromkeys(("Max", "Mean", "Sum"), _reduced)
