"""Faults of a space are found field by field, with the way out."""

from __future__ import annotations

from typing import Any

import pytest

from core.checking.specs import problems_of
from core.specs import Space


def faults(choices: dict[str, Any]) -> list[str]:
    space = Space.model_validate({"name": "s", "family": "convnet", "choices": choices})
    return [str(problem) for problem in problems_of(space)]


def test_a_sound_space_has_none(space: Space) -> None:
    assert problems_of(space) == []


def test_conditions_on_too_many_values_are_refused() -> None:
    many = list(range(60))
    choices = {"a": many, "b": many, "c": many}
    tied = {"d": {"values": [1, 2], "when": {"a": 1, "b": 1, "c": 1}}}
    assert any("at most 20,000 ways" in text for text in faults(choices | tied))
    assert faults(choices) == []


@pytest.mark.parametrize(
    ("choices", "field", "words"),
    [
        ({}, "space.choices", "at least one choice"),
        ({"a": []}, "space.choices.a", "at least one value"),
        ({"a": [1, 1]}, "space.choices.a", "must not repeat"),
        ({"a": [1, "x"]}, "space.choices.a", "values of one type"),
        ({"a": {"values": [1], "when": {"b": 1}}}, "space.choices.a.when", "names 'b'"),
        (
            {"b": [2], "a": {"values": [1], "when": {"b": 1}}},
            "space.choices.a.when",
            "could never exist",
        ),
    ],
)
def test_fault_names_the_field(choices: dict[str, Any], field: str, words: str) -> None:
    assert any(text.startswith(f"{field}: ") and words in text for text in faults(choices))
