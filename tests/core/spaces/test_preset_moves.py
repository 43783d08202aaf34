"""The spaces that come with the product: how many architectures, and moves that stay inside."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest

from core.models.families.cells import MAX_BLOCKS, OPERATIONS
from core.presets import preset_spaces
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


@pytest.fixture(params=sorted(preset_spaces()))
def preset(request: pytest.FixtureRequest) -> Space:
    return preset_spaces()[request.param]


def assert_valid(preset: Space, choices: Choices) -> None:
    assert list(choices) == [c.name for c in preset.choices if active(c, choices)]
    assert restrict(preset, choices) == choices


def test_moves_never_leave_the_space(preset: Space) -> None:
    rng = np.random.default_rng(0)
    for _ in range(25):
        one, two = sample(preset, rng), sample(preset, rng)
        moved = mutate(preset, one, rng)
        assert key(preset, moved) != key(preset, one)
        for choices in (one, moved, crossover(preset, one, two, rng)):
            assert_valid(preset, choices)


def test_neighbours_stay_in_the_space_and_differ(preset: Space) -> None:
    here = sample(preset, np.random.default_rng(1))
    around = list(neighbours(preset, here))
    assert len({key(preset, n) for n in around} | {key(preset, here)}) == len(around) + 1
    for choices in around:
        assert_valid(preset, choices)


@pytest.mark.parametrize(("name", "size"), [("nasbench201", 5**6), ("nasbench_macro", 3**8)])
def test_tabulated_spaces_have_as_many_architectures_as_their_tables(name: str, size: int) -> None:
    assert count_architectures(preset_spaces()[name]) == size


def test_nasnet_counts_every_pair_of_cells() -> None:
    halves = [(block + 1) * len(OPERATIONS) for block in range(1, MAX_BLOCKS + 1)]
    cell = math.prod(half**2 for half in halves)
    assert count_architectures(preset_spaces()["nasnet"]) == 3 * 2 * cell**2


def test_operations_are_drawn_uniformly_over_architectures() -> None:
    rng = np.random.default_rng(2)
    space = preset_spaces()["nasbench_macro"]
    seen = Counter(
        "".join(str(v) for v in list(sample(space, rng).values())[:4]) for _ in range(8100)
    )
    chi_squared = sum((n - 100) ** 2 / 100 for n in seen.values())
    assert len(seen) == 81
    # The 99.9th percentile of chi-squared with 80 degrees of freedom.
    assert chi_squared < 124.8
