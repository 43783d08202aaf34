"""Finds the axes of an array: images, height, width, channels, in any order."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from core.arrays import Array
from core.errors import DataError

if TYPE_CHECKING:
    from core.datasets.uploads.archive import UploadLimits
    from core.datasets.uploads.array_headers import Declared

Shape = tuple[int, ...]

_CHANNELS = (1, 3)
_SAID = {
    (0, 2, 3, 1): "channels came first",
    (3, 0, 1, 2): "the images came last",
    (3, 1, 2, 0): "channels came first and the images last",
    (2, 0, 1): "the images came last",
}


def axes(shape: Shape, labels: int) -> Shape:
    """Find the axes (images, height, width[, channels]) in ``shape``; unclear ones stay.

    Args:
        labels: how many there are; as many images as this.
    """
    last = bool(shape) and shape[0] != labels and shape[-1] == labels
    if len(shape) == 3:
        return (2, 0, 1) if last else (0, 1, 2)
    if len(shape) != 4:
        return tuple(range(len(shape)))
    orders = ((3, 0, 1, 2), (3, 1, 2, 0)) if last else ((0, 1, 2, 3), (0, 2, 3, 1))
    return next((order for order in orders if shape[order[3]] in _CHANNELS), (0, 1, 2, 3))


def order_note(name: str, order: Shape) -> tuple[str, ...]:
    """Return a note where the axes were in another order than usual."""
    if order not in _SAID:
        return ()
    return (f"{name}: {_SAID[order]}, and were put in the usual order",)


def arranged(x: Array, order: Shape) -> Array:
    """Transpose ``x`` to (images, height, width, channels)."""
    turned = x.transpose(order)
    return turned[..., np.newaxis] if turned.ndim == 3 else turned


def check_images(declared: Declared, labels: int, limits: UploadLimits) -> Shape:
    """Refuse an array that is no images; returns their shape, images first.

    Raises:
        DataError: its numbers, dimensions or sides are none that images have.
    """
    name, shape = declared.name, declared.shape
    if declared.dtype.kind not in "buif":
        raise DataError(
            f"{name} must be an array of real numbers; got {declared.dtype}. Convert the images to "
            "uint8."
        )
    if len(shape) not in (3, 4):
        raise DataError(
            f"{name} must have 3 or 4 dimensions (images, height, width[, channels]); got shape "
            f"{shape}. {_other_dimensions(name, shape)}"
        )
    usual = tuple(shape[axis] for axis in axes(shape, labels))
    if len(shape) == 4 and usual[3] not in _CHANNELS:
        raise DataError(
            f"{name} must have 1 channel (grey) or 3 (colour); got shape {shape}. "
            f"{_other_channels(name, usual)}"
        )
    if not all(limits.least_side <= side <= limits.side for side in usual[1:3]):
        raise DataError(
            f"The images of {name} must be {limits.least_side} to {limits.side} pixels a side; got "
            f"shape {shape}. Resize them first."
        )
    return usual


def _other_dimensions(name: str, shape: Shape) -> str:
    if len(shape) == 2:
        return _unrolled(name, shape[1])
    if 3 <= sum(length != 1 for length in shape[1:]) + 1 <= 4:
        kept = ", ".join(["-1", *(str(length) for length in shape[1:] if length != 1)])
        return f"Take {name}.reshape({kept})."
    return (
        f"Take one picture of each, for instance {name}[:, 0]."
        if len(shape) > 4
        else ("Give each image its height and its width.")
    )


def _unrolled(name: str, length: int) -> str:
    """Return the advice for rows of ``length`` numbers."""
    side, colour = math.isqrt(length), math.isqrt(length // 3)
    if side >= 4 and side * side == length:
        return f"Give each image its height and width: {name}.reshape(-1, {side}, {side})."
    if colour >= 4 and 3 * colour * colour == length:
        return (
            f"Give each image its height and width: {name}.reshape(-1, {colour}, {colour}, 3), or, "
            "where all reds come before all greens, "
            f"{name}.reshape(-1, 3, {colour}, {colour})."
        )
    return f"Rows of {length:,} numbers are no images; only pictures can be searched for here."


def _other_channels(name: str, usual: Shape) -> str:
    channels, first = usual[3], usual[1]
    if channels in (2, 4):
        return f"To get there, drop transparency with {name}[..., :{channels - 1}]."
    if first in (2, 4):
        return f"To get there, drop transparency with {name}[:, :{first - 1}]."
    if channels < first:
        return f"To get there, take three of its channels, for instance {name}[..., :3]."
    return f"To get there, take three of its channels, for instance {name}[:, :3]."
