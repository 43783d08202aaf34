"""Counts the products of recurrent layers: those of a cell, at every step."""

from __future__ import annotations

from typing import Any

from core.profile.macs.part import UNKNOWN, CountedPart, Products, Rule, each, places, together

CELLS = frozenset({"SimpleRNNCell", "LSTMCell", "GRUCell"})


def _recurrent(part: CountedPart) -> Products:
    """Count steps × (inputs + units) × units × gates: 1, 4 of an LSTM, 3 of a GRU.

    Every gate has a kernel for what comes in and one for the state (Hochreiter & Schmidhuber 1997;
    Cho et al. 2014, section 2.3). Products of gates, number with number, are left out.
    """
    return _of_cell(part.operation.cell).times(part.inputs[0][1] or 0)


def _of_cell(cell: Any) -> Products:
    """Count one step of a cell, or the sum over stacked cells."""
    kind = type(cell).__name__
    if not type(cell).__module__.startswith("keras."):
        return UNKNOWN
    if kind == "StackedRNNCells":
        return together(map(_of_cell, cell.cells))
    return each(1, cell.kernel, cell.recurrent_kernel) if kind in CELLS else UNKNOWN


def _convolutional(part: CountedPart) -> Products:
    """Count steps × output positions × size of both kernels.

    The four gates of an LSTM, each a convolution of the input and one of the state (Shi et al.
    2015, "Convolutional LSTM network", eq. 3); the state has the output's positions.
    """
    layer, shape = part.operation, part.outputs[0]
    state = (shape[0], *shape[2:]) if layer.return_sequences else shape
    kernels = layer.cell.kernel, layer.cell.recurrent_kernel
    return each((part.inputs[0][1] or 0) * places(layer.cell, state), *kernels)


RULES: dict[str, Rule] = {
    **dict.fromkeys(("SimpleRNN", "LSTM", "GRU", "RNN"), _recurrent),
    **dict.fromkeys(("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"), _convolutional),
}
