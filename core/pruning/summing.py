"""Finds the axes of every kernel that an output sums over, for N:M patterns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras

from core.models.keras.calls import layers_within

layers = keras.layers
# The axes of a kernel that are summed over, from its layer, its name and its rank.
Rule = Callable[[Any, str, int], tuple[int, ...]]
CELLS = (layers.SimpleRNNCell, layers.LSTMCell, layers.GRUCell)
CONVOLUTIONS = (layers.Conv1D, layers.Conv2D, layers.Conv3D)
DEPTHWISE = (layers.DepthwiseConv1D, layers.DepthwiseConv2D)
SEPARABLE = (layers.SeparableConv1D, layers.SeparableConv2D)
TRANSPOSED = (layers.Conv1DTranspose, layers.Conv2DTranspose, layers.Conv3DTranspose)
RECURRENT_CONVOLUTIONS = (layers.ConvLSTM1D, layers.ConvLSTM2D, layers.ConvLSTM3D)


def summed_axes(model: keras.Model) -> dict[int, tuple[int, ...]]:
    """Return the axes that an output sums over, by the id of the kernel; the last runs fastest.

    Kernels of layers within layers are among them, as those of attention's projections or of a
    recurrent layer's cell; those of layers that a person wrote are not: nobody knows theirs.
    """
    found: dict[int, tuple[int, ...]] = {}
    for layer in layers_within(model):
        rule = next((rule for kinds, rule in RULES if isinstance(layer, kinds)), None)
        if rule is not None:
            for weight in layer.weights:
                found.setdefault(id(weight), rule(layer, weight.name, len(weight.shape)))
        if isinstance(layer, RECURRENT_CONVOLUTIONS):
            for weight in layer.cell.weights:
                found.setdefault(id(weight), _all_but_last(layer, weight.name, len(weight.shape)))
    return found


def _all_but_last(layer: Any, name: str, rank: int) -> tuple[int, ...]:
    """Return the axes of ``(window …, channels, filters)``, or ``(inputs, units)``."""
    return tuple(range(rank - 1))


def _transposed(layer: Any, name: str, rank: int) -> tuple[int, ...]:
    """Return the axes of ``(window …, filters, channels)``."""
    return (*range(rank - 2), rank - 1)


def _window(layer: Any, name: str, rank: int) -> tuple[int, ...]:
    """Return the window's axes: each output sums over one channel's window."""
    return tuple(range(rank - 2))


def _separable(layer: Any, name: str, rank: int) -> tuple[int, ...]:
    return (_window if name == "depthwise_kernel" else _all_but_last)(layer, name, rank)


def _by_equation(layer: Any, name: str, rank: int) -> tuple[int, ...]:
    """Return the axes of the kernel's letters that the output does not have."""
    given, _, output = layer.equation.replace(" ", "").partition("->")
    letters = given.split(",")[1]
    return tuple(place for place, letter in enumerate(letters) if letter not in output)


RULES: tuple[tuple[tuple[Any, ...], Rule], ...] = (
    (DEPTHWISE, _window),
    (SEPARABLE, _separable),
    (TRANSPOSED, _transposed),
    ((*CONVOLUTIONS, layers.Dense, *CELLS), _all_but_last),
    ((layers.EinsumDense,), _by_equation),
)
