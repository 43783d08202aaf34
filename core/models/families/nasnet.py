"""Family ``nasnet``: a network of normal and reduction cells, NASNet-A's or any other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.models.families.blocks import (
    Layers,
    Tensor,
    channels,
    classifier,
    normalised,
    refuse_to_shrink_a_pixel,
)
from core.models.families.cells import Cell, Half, output_states, read_cell
from core.models.families.nasnet_operations import OPERATIONS, Site, projected

if TYPE_CHECKING:
    from core.models.families.cell_options import NasnetOptions
    from core.specs import Choices

STAGES = 3


@dataclass(frozen=True)
class Frame:
    """The settings that all cells of one kind share."""

    cell: Cell
    stride: int
    join: str


def nasnet(
    layers: Layers, x: Tensor, *, classes: int, choices: Choices, options: NasnetOptions
) -> Tensor:
    """Build a network of ``x``, ``(batch, height, width, channels)``, to ``(batch, classes)``.

    Three stages of ``repeats`` normal cells, with a reduction cell between, which halves the map
    and doubles ``filters`` (Zoph et al. 2018, figure 2). ``blocks``, ``filters`` and ``repeats``
    come from ``choices``, else from ``options``; cells as :func:`.cells.read_cell`.

    Raises:
        EvaluationError: a cell cannot be, or the picture is shrunk to less than a pixel.
    """
    blocks = int(choices.get("blocks", options.blocks))
    filters = int(choices.get("filters", options.filters))
    normal = Frame(read_cell("normal", choices, blocks), 1, options.normal_join)
    reduction = Frame(read_cell("reduction", choices, blocks), 2, options.reduction_join)

    x = previous = _stem(layers, x, options)
    if options.stem == "imagenet":
        for number, part in enumerate((4, 2), 1):
            name = f"stem_cell{number}"
            x, previous = _cell(layers, x, previous, reduction, filters // part, name), x
    for stage in range(1, STAGES + 1):
        if stage > 1:
            filters *= 2
            smaller = _cell(layers, x, previous, reduction, filters, f"reduction{stage - 1}")
            x, previous = smaller, previous if options.skip_reduction else x
        for repeat in range(1, int(choices.get("repeats", options.repeats)) + 1):
            name = f"stage{stage}_cell{repeat}"
            x, previous = _cell(layers, x, previous, normal, filters, name), x
    x = layers.ReLU(name="last_relu")(x)
    return classifier(layers, x, classes=classes, dropout=options.dropout)


def _stem(layers: Layers, x: Tensor, options: NasnetOptions) -> Tensor:
    if options.pixels == "unit":
        x = layers.Rescaling(2.0, offset=-1.0, name="rescale")(x)
    strides, padding = (2, "valid") if options.stem == "imagenet" else (1, "same")
    x = layers.Conv2D(
        options.stem_filters, 3, strides=strides, padding=padding, use_bias=False, name="stem"
    )(x)
    return normalised(layers, x, name="stem")


def _cell(
    layers: Layers, current: Tensor, previous: Tensor, frame: Frame, filters: int, name: str
) -> Tensor:
    """Concatenate the cell's output states, ``filters`` channels each.

    ``previous`` is the input of the cell before. Only what came into the cell is shrunk.
    """
    refuse_to_shrink_a_pixel(current, frame.stride, name)
    states = {
        "previous": _fitted(layers, previous, current, filters, f"{name}_previous"),
        "current": projected(layers, current, filters=filters, name=f"{name}_current"),
    }
    for number, block in enumerate(frame.cell, 1):
        halves = [
            _half(layers, states, half, frame, filters, f"{name}_block{number}_{side}")
            for side, half in (("left", block.left), ("right", block.right))
        ]
        states[f"block_{number}"] = layers.Add(name=f"{name}_block{number}_add")(halves)
    joined = [states[state] for state in output_states(frame.cell, frame.join)]
    return layers.Concatenate(name=f"{name}_join")(joined) if len(joined) > 1 else joined[0]


def _half(
    layers: Layers, states: dict[str, Tensor], half: Half, frame: Frame, filters: int, name: str
) -> Tensor:
    came_in = half.state in ("previous", "current")
    site = Site(filters, frame.stride if came_in else 1, name)
    return OPERATIONS[half.operation](layers, states[half.state], site)


def _fitted(layers: Layers, previous: Tensor, current: Tensor, filters: int, name: str) -> Tensor:
    """Bring ``previous`` to the size of ``current`` and to ``filters`` channels.

    The first cell has no cell before it and takes its own input, untouched (as published).
    """
    if previous is current:
        return previous
    if tuple(previous.shape[-3:-1]) != tuple(current.shape[-3:-1]):
        return _halved(layers, previous, filters, name)
    if channels(previous) != filters:
        return projected(layers, previous, filters=filters, name=name)
    return previous


def _halved(layers: Layers, x: Tensor, filters: int, name: str) -> Tensor:
    """Take every other pixel, from two grids one pixel apart, half of the channels from each."""
    x = layers.ReLU(name=f"{name}_relu")(x)
    shifted = layers.ZeroPadding2D(((0, 1), (0, 1)), name=f"{name}_pad")(x)
    shifted = layers.Cropping2D(((1, 0), (1, 0)), name=f"{name}_crop")(shifted)
    halves = []
    for number, (grid, width) in enumerate(
        ((x, filters // 2), (shifted, filters - filters // 2)), 1
    ):
        picked = layers.AveragePooling2D(1, strides=2, name=f"{name}_grid{number}")(grid)
        halves.append(layers.Conv2D(width, 1, use_bias=False, name=f"{name}_conv{number}")(picked))
    x = layers.Concatenate(name=f"{name}_join")(halves)
    return normalised(layers, x, name=name)
