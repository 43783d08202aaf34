"""NAS-Bench-Macro: its notation, and its networks against the published table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import EvaluationError
from core.models import Sketch, sketch
from core.models.families.nasbench_macro import LAYERS, OPERATIONS, read_arch
from tests.core.models.reference_tables import rows, trainable
from tests.reference import NASBENCH_MACRO


def draw(arch: str, side: int = 32) -> Sketch:
    return sketch("nasbench_macro", read_arch(arch), input_shape=(side, side, 3), classes=10)


@given(st.text("012", min_size=len(LAYERS), max_size=len(LAYERS)))
def test_notation_and_choices_map_one_to_one(arch: str) -> None:
    choices = read_arch(arch)
    assert list(choices) == list(LAYERS)
    assert "".join(str(OPERATIONS.index(choices[name])) for name in LAYERS) == arch


@pytest.mark.parametrize("text", ["", "0000000", "000000000", "00000003", "0000 000"])
def test_what_is_not_the_notation_is_refused(text: str) -> None:
    with pytest.raises(EvaluationError, match="8 digits"):
        read_arch(text)


def test_table_agrees_exactly() -> None:
    for row in rows(NASBENCH_MACRO, 400):
        drawn = draw(row["arch"])
        assert (trainable(drawn), drawn.macs) == (int(row["params"]), int(row["flops"]))


def test_smallest_network_has_the_published_size_without_a_table() -> None:
    assert (trainable(draw("00000000")), draw("00000000").macs) == (387_882, 7_713_280)


def test_stages_halve_the_map_and_double_the_channels() -> None:
    shapes = {layer.name: layer.output_shape for layer in draw("10200100").layers}
    assert shapes["layer_1_project_norm"] == (16, 16, 64)
    assert shapes["layer_3_project_norm"] == (8, 8, 128)
    assert shapes["layer_6_project_norm"] == (4, 4, 256)


def test_identity_is_a_layer_only_where_the_map_shrinks() -> None:
    names = [layer.name for layer in draw("00000000").layers if layer.name.startswith("layer")]
    shrinking = ("layer_1", "layer_3", "layer_6")
    assert names == [f"{name}{end}" for name in shrinking for end in ("", "_norm")]


def test_place_of_an_identity_within_a_stage_does_not_matter() -> None:
    one, two = draw("00201000"), draw("00210000")
    assert [layer.detail for layer in one.layers] == [layer.detail for layer in two.layers]


def test_unknown_operation_is_refused() -> None:
    choices = read_arch("00000000") | {"layer_4": "mb4_k7"}
    with pytest.raises(EvaluationError, match="layer_4 must be one of .* got 'mb4_k7'"):
        sketch("nasbench_macro", choices, input_shape=(32, 32, 3), classes=2)


def test_picture_too_small_for_three_stages_is_refused() -> None:
    with pytest.raises(EvaluationError, match="layer_6"):
        draw("00000000", side=4)
