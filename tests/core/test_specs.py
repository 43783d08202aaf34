"""Specs survive JSON, refuse what they do not know, and fill in directions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.specs import Limits, Objective, RunSpec, Space

scalars = st.one_of(st.booleans(), st.integers(-99, 99), st.text(max_size=5))
names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)


@given(st.dictionaries(names, st.lists(scalars, min_size=1, max_size=4), min_size=1, max_size=4))
def test_space_survives_json(choices: dict[str, list[object]]) -> None:
    space = Space.model_validate({"name": "s", "family": "convnet", "choices": choices})
    back = Space.model_validate_json(space.model_dump_json())
    assert back == space
    kinds = [[type(v) for v in c.values] for c in space.choices]
    assert [[type(v) for v in c.values] for c in back.choices] == kinds


def test_condition_on_a_single_value_needs_no_list() -> None:
    space = Space.model_validate(
        {"name": "s", "family": "c", "choices": {"a": [1], "b": {"values": [1], "when": {"a": 1}}}}
    )
    assert space.choice("b").when == {"a": (1,)}


def test_run_spec_survives_json(spec: RunSpec) -> None:
    assert RunSpec.model_validate_json(spec.model_dump_json()) == spec


def test_objective_takes_its_metrics_direction() -> None:
    assert Objective.model_validate("val_accuracy").direction == "maximize"
    assert Objective.model_validate({"metric": "macs"}).direction == "minimize"


def test_unknown_field_is_refused(spec: RunSpec) -> None:
    with pytest.raises(ValidationError, match="colour"):
        RunSpec.model_validate(spec.model_dump() | {"colour": "red"})


def test_stored_things_cannot_be_changed(spec: RunSpec) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        spec.seed = 3  # type: ignore[misc]


def test_limits_lists_only_those_given() -> None:
    assert Limits(macs=5).given() == {"macs": 5}


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(), ""),
        (Limits(parameters=500, macs=500), ""),
        (Limits(parameters=499), "parameters must be at most 499; this one has 500."),
        (Limits(macs=1, parameters=500), "macs must be at most 1; this one has 2."),
    ],
)
def test_the_first_broken_limit_is_named(limits: Limits, words: str) -> None:
    assert limits.broken_by({"parameters": 500.0, "macs": 2.0}) == words
