"""Moves inside a space never leave it, and equal nets are equal."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import EvaluationError
from core.spaces import active, crossover, key, mutate, neighbours, restrict, sample
from core.specs import Choices, Space

SPACE = Space.model_validate(
    {
        "name": "s",
        "family": "convnet",
        "choices": {
            "blocks": [1, 2, 3],
            "flag": [True, False],
            "width_2": {"values": [4, 8], "when": {"blocks": [2, 3]}},
            "width_3": {"values": [4, 8, 12], "when": {"blocks": 3, "flag": True}},
        },
    }
)
seeds = st.integers(0, 2**32 - 1)


def assert_valid(choices: Choices) -> None:
    expected = [c.name for c in SPACE.choices if active(c, choices)]
    assert list(choices) == expected
    assert restrict(SPACE, choices) == choices


@given(seeds)
def test_sample_mutation_and_crossover_stay_in_the_space(seed: int) -> None:
    rng = np.random.default_rng(seed)
    one, two = sample(SPACE, rng), sample(SPACE, rng)
    for choices in (one, mutate(SPACE, one, rng), crossover(SPACE, one, two, rng)):
        assert_valid(choices)


@given(seeds)
def test_mutation_changes_the_architecture(seed: int) -> None:
    rng = np.random.default_rng(seed)
    before = sample(SPACE, rng)
    assert key(SPACE, mutate(SPACE, before, rng)) != key(SPACE, before)


@given(seeds)
def test_crossover_takes_what_a_parent_has(seed: int) -> None:
    rng = np.random.default_rng(seed)
    one, two = sample(SPACE, rng), sample(SPACE, rng)
    child = crossover(SPACE, one, two, rng)
    for name in child.keys() & (one.keys() | two.keys()):
        assert child[name] in [parent[name] for parent in (one, two) if name in parent]


@given(seeds)
def test_neighbours_are_valid_distinct_and_one_choice_away(seed: int) -> None:
    here = sample(SPACE, np.random.default_rng(seed))
    around = list(neighbours(SPACE, here))
    assert len({key(SPACE, n) for n in around} | {key(SPACE, here)}) == len(around) + 1
    for choices in around:
        assert_valid(choices)
        assert sum(here[n] != choices[n] for n in here.keys() & choices.keys()) == 1


def test_key_ignores_inactive_choices_and_order() -> None:
    plain = {"blocks": 1, "flag": True}
    assert key(SPACE, plain) == key(SPACE, {"width_2": 8, "flag": True, "blocks": 1})


def test_key_tells_true_from_one() -> None:
    space = Space.model_validate(
        {"name": "s", "family": "convnet", "choices": {"a": [1, 2], "b": [True, False]}}
    )
    with pytest.raises(EvaluationError, match=r"a must be one of \[1, 2\]; got True"):
        key(space, {"a": True, "b": True})


def test_restrict_names_the_choice_that_is_missing() -> None:
    with pytest.raises(EvaluationError, match="flag must be one of"):
        restrict(SPACE, {"blocks": 1})


def test_mutation_of_a_space_without_freedom_gives_it_back() -> None:
    fixed = Space.model_validate({"name": "s", "family": "convnet", "choices": {"a": [1]}})
    assert mutate(fixed, {"a": 1}, np.random.default_rng(0)) == {"a": 1}
