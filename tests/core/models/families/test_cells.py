"""Reading a cell from choices."""

from __future__ import annotations

import pytest

from core.candidates.catalogue import kind_of
from core.errors import EvaluationError
from core.models.families.cells import NASNET_A, Half, output_states, read_cell, readable_states
from core.specs import Space, Value


def test_silent_choices_give_the_published_cells() -> None:
    assert read_cell("normal", {}, 5) == NASNET_A["normal"]
    assert read_cell("reduction", {"normal_left_input_1": "previous"}, 5) == NASNET_A["reduction"]


def test_a_choice_changes_its_half_only() -> None:
    choices = {"normal_right_input_2": "block_1", "normal_right_operation_2": "conv_1x7_7x1"}
    cell = read_cell("normal", choices, 5)
    assert cell[1].right == Half("block_1", "conv_1x7_7x1")
    assert cell[1].left == NASNET_A["normal"][1].left
    assert cell[2:] == NASNET_A["normal"][2:]


def test_fewer_blocks_are_the_first_ones() -> None:
    assert read_cell("normal", {}, 2) == NASNET_A["normal"][:2]


def test_a_block_reads_only_what_is_there_before_it() -> None:
    assert readable_states(1) == ("previous", "current")
    assert readable_states(3) == ("previous", "current", "block_1", "block_2")
    with pytest.raises(EvaluationError, match="normal_left_input_2 must be one of .*'block_2'"):
        read_cell("normal", {"normal_left_input_2": "block_2"}, 5)


def test_unknown_operation_is_refused_with_those_known() -> None:
    with pytest.raises(EvaluationError, match="sep_conv_7x7; got 'conv_9x9'"):
        read_cell("reduction", {"reduction_right_operation_4": "conv_9x9"}, 5)


def test_output_is_every_block_that_none_reads() -> None:
    cell = read_cell("normal", {"normal_left_input_5": "block_2"}, 5)
    assert output_states(cell, "none") == ("block_1", "block_3", "block_4", "block_5")
    assert output_states(cell, "previous")[0] == "previous"


def test_published_reduction_cell_joins_a_block_that_is_read() -> None:
    cell = NASNET_A["reduction"]
    assert output_states(cell, "none") == ("block_3", "block_4", "block_5")
    assert output_states(cell, "block_2") == ("block_2", "block_3", "block_4", "block_5")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("normal_left_input_1", "block_1"),
        ("reduction_right_operation_5", "conv_9x9"),
        ("normal_left_input_6", "current"),
    ],
)
def test_space_that_no_cell_can_have_is_refused(name: str, value: Value) -> None:
    space = Space.model_validate(
        {"name": "s", "family": "nasnet", "choices": {name: ["current", value]}}
    )
    assert [problem.field for problem in kind_of(space).space_problems()] == [
        f"space.choices.{name}"
    ]
