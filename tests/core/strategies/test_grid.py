"""Grid search: complete, spread out, and untroubled by what others tried."""

from __future__ import annotations

from math import gcd

import numpy as np
import pytest

from core.registry import Params
from core.spaces import count_architectures, key, nth, position
from core.specs import Space, Trial
from core.strategies.grid import Grid, stride

SPACE = Space.model_validate(
    {
        "name": "s",
        "family": "c",
        "choices": {"a": list(range(10)), "b": list(range(25)), "c": [0, 1, 2, 3]},
    }
)


def trial(number: int, space: Space, choices: dict[str, object]) -> Trial:
    name = key(space, choices)
    return Trial(number=number, status="failed", choices=choices, key=name)


def walk(space: Space, trials: int, past: list[Trial]) -> list[dict[str, object]]:
    strategy, found = Grid(space, (), Params()), []
    for one in past:
        strategy.tell(one)
    for number in range(trials):
        found.append(strategy.ask(np.random.default_rng(number)).choices)
        strategy.tell(trial(number, space, found[-1]))
    return found


def test_every_architecture_comes_once(space: Space) -> None:
    assert len({key(space, choices) for choices in walk(space, 42, [])}) == 42


def test_a_short_walk_reaches_all_values_of_all_choices() -> None:
    found = walk(SPACE, 15, [])
    assert {choices["c"] for choices in found[:4]} == {0, 1, 2, 3}
    assert {choices["a"] for choices in found} == set(range(10))


def test_imported_trials_are_stepped_over_and_nothing_is_missed(space: Space) -> None:
    past = [trial(number, space, nth(space, number)) for number in range(0, 42, 3)]
    found = walk(space, 42 - len(past), past)
    names = {key(space, choices) for choices in found} | {one.key for one in past}
    assert len(names) == 42


def test_a_vast_space_is_walked_without_listing_it() -> None:
    vast = Space.model_validate(
        {"name": "v", "family": "c", "choices": {f"x{i}": list(range(9)) for i in range(50)}}
    )
    assert count_architectures(vast) == 9**50
    assert len({key(vast, choices) for choices in walk(vast, 30, [])}) == 30


@pytest.mark.parametrize("total", [1, 2, 3, 42, 15_625, 9**50])
def test_the_stride_shares_no_divisor_with_the_space(total: int) -> None:
    assert gcd(stride(total), total) == 1


@pytest.mark.parametrize(
    # 0.618 of the total, rounded down; then one less, one more … until it shares no divisor.
    ("total", "steps"),
    [(10, 7), (12, 7), (42, 25), (100, 61), (1000, 617), (15_625, 9656), (30, 17)],
)
def test_the_stride_is_the_golden_section(total: int, steps: int) -> None:
    assert stride(total) == steps


def test_the_walk_goes_on_by_the_stride_from_the_first_that_was_told(space: Space) -> None:
    found = walk(space, 4, [trial(0, space, nth(space, 10))])
    assert [position(space, choices) for choices in found] == [35, 18, 1, 26]
