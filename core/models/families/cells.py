"""Cells of the NASNet search space (Zoph et al. 2018): what a block is, and NASNet-A's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from core.errors import EvaluationError

if TYPE_CHECKING:
    from core.specs import Choices

Kind = Literal["normal", "reduction"]

MAX_BLOCKS = 5
# The hidden states in the order in which they come to be; a block reads any before its own.
STATES = ("previous", "current", *(f"block_{number}" for number in range(1, MAX_BLOCKS)))
# Section 3.1 lists these and one more, a dilated 3×3 convolution, which is left out here: Keras
# has none with a stride, and reduction cells need one.
OPERATIONS = (
    "identity",
    "conv_1x3_3x1",
    "conv_1x7_7x1",
    "avg_pool_3x3",
    "max_pool_3x3",
    "max_pool_5x5",
    "max_pool_7x7",
    "conv_1x1",
    "conv_3x3",
    "sep_conv_3x3",
    "sep_conv_5x5",
    "sep_conv_7x7",
)


@dataclass(frozen=True)
class Half:
    """One of a block's two sides: the hidden state it reads, and what it does to it."""

    state: str
    operation: str


@dataclass(frozen=True)
class Block:
    """The sum of two halves."""

    left: Half
    right: Half


Cell = tuple[Block, ...]


def _block(left: str, left_operation: str, right: str, right_operation: str) -> Block:
    return Block(Half(left, left_operation), Half(right, right_operation))


# Figure 4.
NASNET_A: dict[Kind, Cell] = {
    "normal": (
        _block("current", "sep_conv_5x5", "previous", "sep_conv_3x3"),
        _block("previous", "sep_conv_5x5", "previous", "sep_conv_3x3"),
        _block("current", "avg_pool_3x3", "previous", "identity"),
        _block("previous", "avg_pool_3x3", "previous", "avg_pool_3x3"),
        _block("current", "sep_conv_3x3", "current", "identity"),
    ),
    "reduction": (
        _block("current", "sep_conv_5x5", "previous", "sep_conv_7x7"),
        _block("current", "max_pool_3x3", "previous", "sep_conv_7x7"),
        _block("current", "avg_pool_3x3", "previous", "sep_conv_5x5"),
        _block("block_2", "identity", "block_1", "avg_pool_3x3"),
        _block("block_1", "sep_conv_3x3", "current", "max_pool_3x3"),
    ),
}


def readable_states(block: int) -> tuple[str, ...]:
    """Return the hidden states that block ``block`` (from 1) may read."""
    return STATES[: block + 1]


def read_cell(kind: Kind, choices: Choices, blocks: int) -> Cell:
    """Return the cell that ``choices`` describe; what they leave out is NASNet-A's.

    Block ``i`` is chosen by ``{kind}_left_input_i``, ``{kind}_left_operation_i`` and the same two
    for ``right``.

    Raises:
        EvaluationError: a block reads a state that is not there yet, or an unknown operation.
    """
    return tuple(
        Block(
            _read_half(kind, "left", number, published.left, choices),
            _read_half(kind, "right", number, published.right, choices),
        )
        for number, published in enumerate(NASNET_A[kind][:blocks], 1)
    )


def output_states(cell: Cell, join: str) -> tuple[str, ...]:
    """Return the hidden states that form the output: ``join`` and blocks nothing else reads."""
    read = {half.state for block in cell for half in (block.left, block.right)}
    blocks = [f"block_{number}" for number in range(1, len(cell) + 1)]
    loose = [block for block in blocks if block not in read]
    return tuple(state for state in ("previous", *blocks) if state in loose or state == join)


def _read_half(kind: Kind, side: str, number: int, published: Half, choices: Choices) -> Half:
    state_name, operation_name = (
        f"{kind}_{side}_{what}_{number}" for what in ("input", "operation")
    )
    state = str(choices.get(state_name, published.state))
    operation = str(choices.get(operation_name, published.operation))
    for name, value, known in (
        (state_name, state, readable_states(number)),
        (operation_name, operation, OPERATIONS),
    ):
        if value not in known:
            raise EvaluationError(f"{name} must be one of {', '.join(known)}; got {value!r}.")
    return Half(state, operation)
