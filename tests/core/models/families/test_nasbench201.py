"""NAS-Bench-201: its notation, and its networks against the published table."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import EvaluationError
from core.models import Sketch, build, sketch
from core.models.families.nasbench201 import (
    EDGES,
    OPERATIONS,
    edge_name,
    read_arch_str,
    write_arch_str,
)
from core.profile.counts import count
from tests.core.models.reference_tables import rows, trainable
from tests.reference import NASBENCH201

CLASSES = 10
# Weights, and multiply-accumulates on 32×32 images, of one edge in all fifteen cells.
PARAMETERS = {"nor_conv_1x1": 28_000, "nor_conv_3x3": 243_040}
MACS = {"nor_conv_1x1": 3_932_160, "nor_conv_3x3": 35_389_440}
MIXED = "|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|skip_connect~0|avg_pool_3x3~1|nor_conv_3x3~2|"
operations = st.sampled_from(OPERATIONS)


def draw(arch_str: str) -> Sketch:
    choices = read_arch_str(arch_str)
    return sketch("nasbench201", choices, input_shape=(32, 32, 3), classes=CLASSES)


@given(st.lists(operations, min_size=len(EDGES), max_size=len(EDGES)))
def test_notation_and_choices_map_one_to_one(chosen: list[str]) -> None:
    names = [edge_name(*edge) for edge in EDGES]
    choices = dict(zip(names, chosen, strict=True))
    assert read_arch_str(write_arch_str(choices)) == choices


def test_notation_is_the_published_one() -> None:
    choices = read_arch_str(MIXED)
    assert choices["edge_1_0"] == "nor_conv_3x3"
    assert choices["edge_3_2"] == "nor_conv_3x3"
    assert choices["edge_2_1"] == "nor_conv_1x1"
    assert write_arch_str(choices) == MIXED


@pytest.mark.parametrize(
    "text",
    [
        "",
        MIXED[:-1],
        MIXED.replace("~2", "~1"),
        MIXED.replace("none", "zero"),
        MIXED.replace("+", ""),
        f"{MIXED}+|none~0|",
    ],
)
def test_what_is_not_the_notation_is_refused(text: str) -> None:
    with pytest.raises(EvaluationError, match="must be written"):
        read_arch_str(text)


def live_edges(choices: dict[str, str]) -> list[str]:
    """Edges on a path from the cell's input to its output."""
    open_edges = [edge for edge in EDGES if choices[edge_name(*edge)] != "none"]
    fed, useful = {0}, {3}
    for node, source in open_edges:
        fed |= {node} if source in fed else set()
    for node, source in reversed(open_edges):
        useful |= {source} if node in useful else set()
    return [edge_name(n, s) for n, s in open_edges if s in fed and n in useful]


def test_table_agrees_up_to_edges_that_carry_nothing() -> None:
    # The table counts a bias of each class as one operation, and edges that nothing flows
    # through as if they were used.
    dead = exact = 0
    for row in rows(NASBENCH201, 400):
        choices = read_arch_str(row["arch_str"])
        live = live_edges(choices)
        if not live:
            dead += 1
            continue
        drawn = draw(row["arch_str"])
        idle = [choices[name] for name in choices if name not in live]
        parameters = sum(PARAMETERS.get(operation, 0) for operation in idle)
        macs = sum(MACS.get(operation, 0) for operation in idle)
        assert trainable(drawn) + parameters == int(row["params_cifar10"])
        assert drawn.macs + CLASSES + macs == int(row["flops_cifar10"])
        exact += not parameters
    assert (dead, exact) == (7, 269)


def test_largest_cell_has_the_published_size_without_a_table() -> None:
    drawn = draw("|{0}~0|+|{0}~0|{0}~1|+|{0}~0|{0}~1|{0}~2|".format("nor_conv_3x3"))
    assert trainable(drawn) == 1_531_546
    assert drawn.macs == 220_119_680


def test_idle_edges_are_in_neither_reading() -> None:
    choices = read_arch_str(
        "|none~0|+|skip_connect~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_1x1~1|none~2|"
    )
    drawn = sketch("nasbench201", choices, input_shape=(8, 8, 1), classes=3)
    model = build("nasbench201", input_shape=(8, 8, 1), classes=3, choices=choices)
    assert {layer.name for layer in drawn.layers} == {layer.name for layer in model.layers}
    assert drawn.parameters == count(model).parameters
    kept = [layer.name for layer in drawn.layers if layer.name.startswith("stage1_cell1")]
    assert kept == [f"stage1_cell1_edge_3_0{end}" for end in ("_relu", "", "_norm")]


def test_order_is_relu_convolution_norm() -> None:
    layers = {layer.name: layer for layer in draw(MIXED).layers}
    assert layers["stage1_cell1_edge_1_0"].inputs == ("stage1_cell1_edge_1_0_relu",)
    assert layers["stage1_cell1_edge_1_0_norm"].inputs == ("stage1_cell1_edge_1_0",)
    assert layers["stage1_cell1_edge_2_1_relu"].inputs == ("stage1_cell1_edge_1_0_norm",)


def test_nodes_are_sums() -> None:
    model = build(
        "nasbench201", input_shape=(8, 8, 1), classes=3, choices=read_arch_str(MIXED), cells=1
    )
    before = [tensor for tensor in model.get_layer("stage1_cell1_node3").input]
    both = keras.Model(model.input, [*before, model.get_layer("stage1_cell1_node3").output])
    *parts, total = both(np.random.default_rng(0).random((2, 8, 8, 1), dtype=np.float32))
    np.testing.assert_allclose(sum(part.numpy() for part in parts), total.numpy(), atol=1e-5)


def test_cell_without_a_path_is_refused_with_the_edges() -> None:
    text = "|skip_connect~0|+|none~0|none~1|+|none~0|none~1|nor_conv_3x3~2|"
    with pytest.raises(EvaluationError, match="no path .* edge_3_1 are 'none'"):
        draw(text)


def test_unknown_operation_is_refused() -> None:
    choices = read_arch_str(MIXED) | {"edge_2_0": "max_pool"}
    with pytest.raises(EvaluationError, match="edge_2_0 must be one of .* got 'max_pool'"):
        sketch("nasbench201", choices, input_shape=(8, 8, 1), classes=2)


def test_missing_edge_is_named() -> None:
    with pytest.raises(EvaluationError, match="needs the choice 'edge_1_0'"):
        sketch("nasbench201", {}, input_shape=(8, 8, 1), classes=2)


def test_picture_too_small_for_three_stages_is_refused() -> None:
    with pytest.raises(EvaluationError, match="reduction2"):
        sketch("nasbench201", read_arch_str(MIXED), input_shape=(2, 2, 1), classes=2)
