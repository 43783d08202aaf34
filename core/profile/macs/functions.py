"""Counts the products of functions of two tensors: ``keras.ops.matmul`` and the like, ``Dot``."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from core.profile.macs.kernels import combinations
from core.profile.macs.part import UNKNOWN, CountedPart, Products, Rule, Shape, many


def _done_by(part: CountedPart, name: str, macs: int) -> Products:
    """Assign the products to the weight of that name, or to no weight if it is a tensor."""
    given = part.values[name]
    return Products(((given, macs),)) if hasattr(given, "assign") else Products(between=macs)


def _matmul(part: CountedPart) -> Products:
    """Count output size × the contracted axis (Golub & Van Loan, section 1.1)."""
    first = part.named["x1"]
    return _done_by(part, "x2", many(part.outputs[0][1:]) * (first[-1] or 0))


def _dot(part: CountedPart) -> Products:
    """Count output size × the contracted axis: the last of the first operand."""
    if len(part.named["x2"]) == 0:
        return Products()
    return _done_by(part, "x2", many(part.outputs[0][1:]) * (part.named["x1"][-1] or 0))


def _tensordot(part: CountedPart) -> Products:
    """Count output size × all contracted axes."""
    first, axes = part.named["x1"], part.operation.axes
    summed = first[len(first) - axes :] if isinstance(axes, int) else _at(first, axes[0])
    return _done_by(part, "x2", many(part.outputs[0][1:]) * many(summed))


def _at(shape: Shape, axes: Any) -> list[int | None]:
    return [shape[axis] for axis in np.atleast_1d(axes)]


def _einsum(part: CountedPart) -> Products:
    """Count the product of all axes' sizes except the batch's (NumPy's "einsum_path")."""
    labels = part.operation.subscripts.partition("->")[0].split(",")
    shapes = part.inputs
    if len(labels) != len(shapes) or len(labels) < 2:
        return Products() if len(labels) < 2 else UNKNOWN
    return Products(between=combinations(labels, shapes))


def _dot_layer(part: CountedPart) -> Products:
    """Count output size × the contracted axis of the first input."""
    axes = part.operation.axes
    axis = axes if isinstance(axes, int) else axes[0]
    given = part.outputs[0][1:]
    return Products(between=many(given) * (part.inputs[0][axis] or 0))


def _attention(part: CountedPart) -> Products:
    """Count T · S · heads · head size, twice: scores and their product with the values.

    Queries are ``(batch, T, heads, size)`` (Vaswani et al. 2017, section 3.2.1).
    """
    query, key = part.named["query"], part.named["key"]
    return Products(between=2 * many(query[1:]) * (key[1] or 0))


def _convolution(part: CountedPart) -> Products:
    """Count output positions × kernel size; transposed, input positions."""
    shapes = part.inputs[0] if part.kind == "ConvTranspose" else part.outputs[0]
    first = part.operation.data_format == "channels_first"
    positions = many(shapes[2:] if first else shapes[1:-1])
    names = [name for name in part.named if name.endswith("kernel")]
    macs = [positions * math.prod(size or 0 for size in part.named[name]) for name in names]
    return Products(between=sum(macs)) if names else UNKNOWN


FUNCTION_RULES: dict[str, Rule] = {
    "Matmul": _matmul,
    "Dot": _dot,
    "Tensordot": _tensordot,
    "Einsum": _einsum,
    "DotProductAttention": _attention,
    **dict.fromkeys(("Conv", "DepthwiseConv", "SeparableConv", "ConvTranspose"), _convolution),
}
RULES: dict[str, Rule] = {"Dot": _dot_layer}
