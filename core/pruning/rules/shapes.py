"""Rules for operations that move channels or reduce positions: flattening, means."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from core.models.keras.calls import Call
from core.pruning.graph.channels import Ids
from core.pruning.graph.trace import Rule, Trace

MOVED = "it moves channels among rows and columns"


def _flatten(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    """Move channel ``c`` of position ``p`` to ``p · channels + c``."""
    positions = call.input_shapes[0][1:-1]
    if None in positions:
        return trace.opaque(call, "its number of rows or columns is not fixed", inputs)
    return [np.tile(inputs[0], math.prod(size or 0 for size in positions))]


def _reshape(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    """Keep channels that stay last; a flat target is a flattening."""
    before, after = call.input_shapes[0], call.output_shapes[0]
    setting = "target_shape" if hasattr(call.operation, "target_shape") else "newshape"
    if after[-1] == before[-1]:
        outputs: Sequence[Ids] = inputs
    elif len(after) == 2:
        outputs = _flatten(trace, call, inputs)
    else:
        return trace.opaque(call, MOVED, inputs)
    target = getattr(call.operation, setting)
    if target[-1] != -1:
        trace.count(call, setting, outputs[0], position=len(target) - 1)
    return outputs


def _permute(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    dims = call.operation.dims
    return inputs if dims[-1] == len(dims) else trace.opaque(call, MOVED, inputs)


def _reduced(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    """Keep every channel of a reduction over positions, as ``keras.ops.mean``."""
    rank, given = len(call.input_shapes[0]), call.operation.axis
    axes = range(rank) if given is None else np.atleast_1d(given)
    if any(axis % rank == rank - 1 for axis in axes):
        return trace.opaque(call, "it takes all channels together", inputs)
    return inputs


def _transpose(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    rank = len(call.input_shapes[0])
    axes = call.operation.axes or range(rank - 1, -1, -1)
    return inputs if axes[-1] % rank == rank - 1 else trace.opaque(call, MOVED, inputs)


def _swapped(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    rank = len(call.input_shapes[0])
    touched = {call.operation.axis1 % rank, call.operation.axis2 % rank}
    return trace.opaque(call, MOVED, inputs) if rank - 1 in touched else inputs


def _expanded(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    """Keep channels last behind a new axis."""
    rank = len(call.output_shapes[0])
    axes = [axis % rank for axis in np.atleast_1d(call.operation.axis)]
    return trace.opaque(call, MOVED, inputs) if rank - 1 in axes else inputs


def _squeezed(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    rank, given = len(call.input_shapes[0]), call.operation.axis
    axes = range(rank) if given is None else [axis % rank for axis in np.atleast_1d(given)]
    # Without axes, those of one place go: of one channel alone nothing can be removed anyway.
    gone = rank - 1 in axes and call.input_shapes[0][-1] == 1
    return trace.opaque(call, MOVED, inputs) if gone else inputs


def _stacked(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    """Unite channel ``i`` of each input, which are stacked on a new axis."""
    rank = len(call.output_shapes[0])
    if call.operation.axis % rank == rank - 1:
        return trace.opaque(call, MOVED, inputs)
    for ids in inputs[1:]:
        trace.channels.unite(inputs[0], ids)
    return [inputs[0]]


def _padded(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    """Keep channels where rows and columns are padded; padded channels are not supported."""
    if any(np.ravel(call.operation.pad_width[-1])):
        return trace.opaque(call, "it adds channels at the border", inputs)
    return inputs


def _picked(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    """Keep channels of ``x[:, ::2]`` and the like, where all of them stay last."""
    arguments = call.node.arguments
    key = arguments.args[1] if len(arguments.args) > 1 else arguments.kwargs["key"]
    key = tuple(key) if isinstance(key, tuple | list) else (key,)
    plain = all(each is None or each is ... or isinstance(each, int | slice) for each in key)
    if not plain or len(inputs) > 1 or _touches_channels(key, len(call.input_shapes[0])):
        return trace.opaque(call, "it takes some places and leaves others out", inputs)
    return inputs


def _touches_channels(key: tuple[Any, ...], rank: int) -> bool:
    """Return whether an index selects on the last axis, or adds one behind it."""
    if ... not in key and sum(each is not None for each in key) < rank:
        return False
    return key[-1] is not ... and key[-1] != slice(None)


RULES: dict[str, Rule] = {"Flatten": _flatten, "Reshape": _reshape, "Permute": _permute}
FUNCTION_RULES: dict[str, Rule] = {
    **dict.fromkeys(("Amax", "Amin", "Max", "Mean", "Min", "Prod", "Std", "Sum", "Var"), _reduced),
    # What moves, sorts or repeats along an axis is none of the channels' business on another.
    **dict.fromkeys(("Cumsum", "Flip", "Repeat", "Roll", "Sort"), _reduced),
    "ExpandDims": _expanded,
    "GetItem": _picked,
    "Pad": _padded,
    "Reshape": _reshape,
    "Squeeze": _squeezed,
    "Stack": _stacked,
    "Swapaxes": _swapped,
    "Transpose": _transpose,
}
