"""The share that is sought: by costs that are exact, and by a clock that may be wrong."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pruning.seeking import MEASURED_HALVINGS, SLACK, TRIES, by_clock, smallest

STEP = 0.5**MEASURED_HALVINGS


@given(st.floats(0.0, 1.0), st.integers(1, 20))
def test_smallest_share_is_found_to_the_last_halving(needed: float, halvings: int) -> None:
    found = smallest(lambda share: share >= needed, halvings)
    assert needed <= found <= needed + 0.5**halvings


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.integers(0, 2**32))
def test_share_that_a_noisy_cost_leads_to_was_enough_when_tried(
    needed: float, noise: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    tried = {1.0: True}

    def enough(share: float) -> bool:
        tried[share] = share * rng.uniform(1 - noise, 1 + noise) >= needed
        return tried[share]

    found = smallest(enough, 6)
    assert tried[found] and len(tried) <= 7


@given(st.floats(0.05, 0.9))
def test_true_clock_is_believed_at_once(ratio: float) -> None:
    share, seen = by_clock(lambda gone: 1 - gone, 1 - ratio)
    assert share is not None and ratio <= share <= ratio + STEP
    assert seen == [1 - share]


@given(st.floats(0.05, 0.9), st.integers(0, 2**32))
def test_clock_that_is_off_by_less_than_the_slack_misses_by_little_more(
    ratio: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    share, _ = by_clock(lambda gone: 1 - gone + rng.uniform(-SLACK, SLACK) / 4, 1 - ratio)
    assert share is None or abs(share - ratio) <= 1.5 * SLACK + STEP


@pytest.mark.parametrize("wrong", range(MEASURED_HALVINGS))
def test_single_false_reading_is_found_out(wrong: int) -> None:
    readings = 0

    def left(gone: float) -> float:
        nonlocal readings
        readings += 1
        true = 1 - gone
        return (0.0 if true > 0.6 else 1.0) if readings == wrong + 1 else true

    share, _ = by_clock(left, 0.6)
    assert share is not None and abs(share - 0.4) <= SLACK + STEP


def test_nothing_is_not_passed_off_as_little() -> None:
    # The first look at a network finds it fast by mistake, any other as slow as its parent.
    looks: set[float] = set()

    def left(gone: float) -> float:
        first = gone not in looks
        looks.add(gone)
        return 0.5 if first else 1.0

    share, seen = by_clock(left, 0.98)
    assert share is None and seen == [1.0] * TRIES


def test_step_that_overshoots_is_taken_where_less_is_not_enough() -> None:
    share, seen = by_clock(lambda gone: 1.0 if gone < 0.3 else 0.4, 0.9)
    assert share is not None and 0.3 <= share <= 0.3 + STEP and seen == [0.4]
