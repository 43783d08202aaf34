"""Moves inside a space never leave it; equal nets are equal; counting and drawing agree."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import EvaluationError
from core.spaces import (
    active,
    count_architectures,
    crossover,
    key,
    mutate,
    neighbours,
    restrict,
    sample,
)
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


def reachable(space: Space) -> set[str]:
    """Every architecture, found by walking from neighbour to neighbour."""
    start = sample(space, np.random.default_rng(0))
    seen, todo = {key(space, start)}, [start]
    while todo:
        for choices in neighbours(space, todo.pop()):
            if key(space, choices) not in seen:
                seen.add(key(space, choices))
                todo.append(choices)
    return seen


def test_count_equals_enumeration(space: Space) -> None:
    assert count_architectures(space) == len(reachable(space)) == 42


def test_count_of_a_vast_space_is_exact() -> None:
    choices = {f"x{i}": list(range(10)) for i in range(40)}
    assert count_architectures(Space(name="vast", family="convnet", choices=choices)) == 10**40


def test_samples_are_uniform_over_architectures(space: Space) -> None:
    rng = np.random.default_rng(3)
    draws = 8400
    seen = Counter(key(space, sample(space, rng)) for _ in range(draws))
    expected = draws / 42
    chi_squared = sum((n - expected) ** 2 / expected for n in seen.values())
    assert len(seen) == 42
    # The 99.9th percentile of chi-squared with 41 degrees of freedom.
    assert chi_squared < 74.7
