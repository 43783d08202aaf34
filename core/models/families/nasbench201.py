"""Family ``nasbench201``: the networks of NAS-Bench-201 (Dong & Yang 2020), and their notation."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from core.errors import EvaluationError
from core.models.families.blocks import (
    Layers,
    Tensor,
    classifier,
    normalised,
    refuse_to_shrink_a_pixel,
)
from core.models.families.cell_options import MAX_FILTERS, MAX_REPEATS
from core.models.rules import ChoiceRule, FamilyOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.specs import Choices

# "none" last: the first value of a choice is what a search falls back on.
OPERATIONS = ("skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3", "none")
NODES = 4
STAGES = 3
# Every node reads every earlier one: (node, node it reads), in the order of the notation.
EDGES = tuple((node, source) for node in range(1, NODES) for source in range(node))


def edge_name(node: int, source: int) -> str:
    """Return the choice for the edge into ``node`` from ``source``, for example ``edge_3_0``."""
    return f"edge_{node}_{source}"


def read_arch_str(arch_str: str) -> dict[str, str]:
    """Return the choices that ``|op~0|+|op~0|op~1|+|op~0|op~1|op~2|`` names, one for each edge.

    Raises:
        EvaluationError: it is not written so.
    """
    groups = [group.strip("|").split("|") for group in arch_str.strip().split("+")]
    named = [re.fullmatch(r"(\w+)~(\d)", part) for group in groups for part in group]
    choices = {
        edge_name(node, source): match[1]
        for (node, source), match in zip(EDGES, named, strict=False)
        if match and match[1] in OPERATIONS and int(match[2]) == source
    }
    if len(choices) < len(EDGES) or write_arch_str(choices) != arch_str.strip():
        raise EvaluationError(
            "A cell must be written |op~0|+|op~0|op~1|+|op~0|op~1|op~2| with operations of "
            f"{', '.join(OPERATIONS)}; got {arch_str!r}."
        )
    return choices


def write_arch_str(choices: Choices) -> str:
    """Write ``choices`` in the notation of NAS-Bench-201: the inverse of :func:`read_arch_str`.

    Raises:
        KeyError: an edge is missing.
    """
    groups = [
        "".join(f"|{choices[edge_name(node, source)]}~{source}" for source in range(node)) + "|"
        for node in range(1, NODES)
    ]
    return "+".join(groups)


# What operations are called in a description, those that weigh most first.
_EDGES = {
    "nor_conv_3x3": "conv 3×3",
    "nor_conv_1x1": "conv 1×1",
    "avg_pool_3x3": "pool",
    "skip_connect": "skip",
    "none": "none",
}


class NasBench201Options(FamilyOptions):
    """The options of a NAS-Bench-201 network; defaults are the published ones.

    ``cells`` are the cells of a stage, ``filters`` the channels of the first stage.
    """

    cells: Annotated[int, Field(ge=1, le=MAX_REPEATS)] = 5
    filters: Annotated[int, Field(ge=1, le=MAX_FILTERS)] = 16

    rules: ClassVar[tuple[ChoiceRule, ...]] = tuple(
        ChoiceRule(
            edge_name(node, source),
            f"what happens between node {source} and node {node} of the cell",
            required=True,
            per_block=False,
            values=OPERATIONS,
        )
        for node, source in EDGES
    )

    def features(self, choices: Choices) -> Iterator[str]:
        edges = Counter(choices.get(edge_name(*edge)) for edge in EDGES)
        yield from (f"{edges[name]} {word}" for name, word in _EDGES.items() if edges[name])


def nasbench201(
    layers: Layers, x: Tensor, *, classes: int, choices: Choices, options: NasBench201Options
) -> Tensor:
    """Build a network of ``x``, ``(batch, height, width, channels)``, to ``(batch, classes)``.

    Three stages of ``options.cells`` equal cells with ``options.filters`` channels, twice and
    four times as many; a residual block between halves the map (Dong & Yang 2020, figure 1).
    ``choices`` hold one operation for each of the six edges.

    An edge that no data flows through (its node is fed by ``none`` alone, or leads nowhere) is
    not built. The published networks keep its weights, which cannot matter, but for one case:
    a convolution behind a node without input gives its BatchNormalization's offset.

    Raises:
        KeyError: an edge is missing.
        EvaluationError: an operation is unknown, no path leads through the cell, or the picture
            is shrunk to less than a pixel.
    """
    cell = {(node, source): _operation(choices, node, source) for node, source in EDGES}
    filters = options.filters
    x = layers.Conv2D(filters, 3, padding="same", use_bias=False, name="stem")(x)
    x = normalised(layers, x, name="stem")
    for stage in range(1, STAGES + 1):
        if stage > 1:
            filters *= 2
            x = _residual(layers, x, filters, f"reduction{stage - 1}")
        for number in range(1, options.cells + 1):
            x = _cell(layers, x, cell, filters, f"stage{stage}_cell{number}")
    x = normalised(layers, x, activation="relu", name="last")
    return classifier(layers, x, classes=classes)


def _operation(choices: Choices, node: int, source: int) -> str:
    name = edge_name(node, source)
    operation = str(choices[name])
    if operation not in OPERATIONS:
        raise EvaluationError(f"{name} must be one of {', '.join(OPERATIONS)}; got {operation!r}.")
    return operation


def _cell(
    layers: Layers, x: Tensor, cell: dict[tuple[int, int], str], filters: int, name: str
) -> Tensor:
    """Return the last node; every node is the sum of its edges."""
    nodes: dict[int, Tensor] = {0: x}
    for node in range(1, NODES):
        brought = [
            _edge(
                layers, nodes[source], cell[node, source], filters, f"{name}_edge_{node}_{source}"
            )
            for source in range(node)
            if source in nodes and cell[node, source] != "none"
        ]
        if len(brought) > 1:
            brought = [layers.Add(name=f"{name}_node{node}")(brought)]
        if brought:
            nodes[node] = brought[0]
    if NODES - 1 not in nodes:
        idle = ", ".join(edge_name(*edge) for edge in EDGES if cell[edge] == "none")
        raise EvaluationError(
            f"This cell has no path from its input to its output: {idle} are 'none'. "
            "Give the edges of one path another operation."
        )
    return nodes[NODES - 1]


def _edge(layers: Layers, x: Tensor, operation: str, filters: int, name: str) -> Tensor:
    if operation == "skip_connect":
        return x
    if operation == "avg_pool_3x3":
        return layers.AveragePooling2D(3, strides=1, padding="same", name=name)(x)
    kernel = 1 if operation == "nor_conv_1x1" else 3
    return _convolution(layers, x, filters, kernel, 1, name)


def _convolution(
    layers: Layers, x: Tensor, filters: int, kernel: int, stride: int, name: str
) -> Tensor:
    """Apply ReLU, a convolution and BatchNormalization."""
    x = layers.ReLU(name=f"{name}_relu")(x)
    x = layers.Conv2D(filters, kernel, strides=stride, padding="same", use_bias=False, name=name)(x)
    return normalised(layers, x, name=name)


def _residual(layers: Layers, x: Tensor, filters: int, name: str) -> Tensor:
    """Add two 3×3 convolutions, the first with stride 2, to a pooled 1×1 convolution."""
    refuse_to_shrink_a_pixel(x, 2, name)
    y = _convolution(layers, x, filters, 3, 2, f"{name}_conv1")
    y = _convolution(layers, y, filters, 3, 1, f"{name}_conv2")
    x = layers.AveragePooling2D(2, strides=2, padding="same", name=f"{name}_pool")(x)
    x = layers.Conv2D(filters, 1, use_bias=False, name=f"{name}_shortcut")(x)
    return layers.Add(name=f"{name}_add")([x, y])
