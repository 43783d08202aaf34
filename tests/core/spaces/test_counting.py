"""Counting agrees with enumeration, and samples are uniform over architectures."""

from __future__ import annotations

from collections import Counter

import numpy as np

from core.spaces import count_architectures, key, neighbours, sample
from core.specs import Space


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
