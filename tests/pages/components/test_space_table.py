"""Spaces written as table rows, and read back."""

from __future__ import annotations

import pytest

from core.errors import Problem
from core.presets import preset_spaces
from core.specs import Space
from pages.components.space_table import (
    causes,
    options_text,
    problem_place,
    read_value,
    read_values,
    rows_of,
    space_mapping,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [("8", 8), (" 0.5 ", 0.5), ("true", True), ("False", False), ("swish", "swish"), ("1e3", 1e3)],
)
def test_typed_value_gets_its_type(text: str, value: object) -> None:
    read = read_value(text)
    assert read == value
    assert type(read) is type(value)


def test_empty_parts_are_dropped() -> None:
    assert read_values("8, , 16,") == [8, 16]


def test_every_preset_survives_the_table() -> None:
    for space in preset_spaces().values():
        mapping = space_mapping(space.name, space.family, rows_of(space), options_text(space))
        assert Space.model_validate(mapping) == space


def test_untouched_rows_are_left_out() -> None:
    rows = [{"Choice": "width_1", "Values": "8"}, {"Choice": None, "Values": ""}]
    assert [c["name"] for c in space_mapping("s", "convnet", rows, "")["choices"]] == ["width_1"]


def test_condition_without_a_value_reaches_the_check() -> None:
    rows = [{"Choice": "a", "Values": "1", "Exists when": "blocks"}]
    assert space_mapping("s", "convnet", rows, "")["choices"][0]["when"] == {"blocks": []}


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("space.choices.width_1", "width_1"),
        ("space.options.dropout", "options dropout"),
        ("", "space"),
    ],
)
def test_problem_is_placed_in_words(field: str, place: str) -> None:
    assert problem_place(Problem(field, "wrong")) == place


def test_conditions_on_a_wrong_choice_are_left_out() -> None:
    rows = [{"Choice": "blocks"}, {"Choice": "width_3", "Exists when": "blocks = 3"}]
    mistake = Problem("space.choices.blocks", "must have values of one type.")
    consequence = Problem("space.choices.width_3.when", "could never exist.")
    assert causes([mistake, consequence], rows) == [mistake]
    assert causes([consequence], rows) == [consequence]
