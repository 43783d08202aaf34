"""Intervals and errors of shares against figures worked by hand and published ones."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intervals import difference_error, standard_error, wilson_interval


@pytest.mark.parametrize(
    ("right", "pictures", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        # By hand: z² = 3.8415, (8 + 1.9207) / 13.8415 = 0.7167,
        # z √(8·2/10 + 0.9604) / 13.8415 = 0.2266.
        (8, 10, 0.4902, 0.9433),
    ],
)
def test_wilson_intervals_are_the_published_ones(
    right: int, pictures: int, low: float, high: float
) -> None:
    assert wilson_interval(right / pictures, pictures) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_and_stays_a_share(counted: tuple[int, int]) -> None:
    right, pictures = counted
    low, high = wilson_interval(right / pictures, pictures)
    assert 0 <= low <= right / pictures + 1e-12 and right / pictures - 1e-12 <= high <= 1
    assert high > low


def test_the_error_is_that_of_two_more_pictures() -> None:
    # (8 + 1) of (10 + 2) is 0.75, √(0.75 · 0.25 / 12) = 0.125.
    assert standard_error(0.8, 10) == pytest.approx(0.125)
    assert standard_error(1.0, 10) == pytest.approx(math.sqrt(11 / 12 * 1 / 12 / 12))


def test_errors_of_a_difference_add_as_squares() -> None:
    assert difference_error(0.03, 0.04) == pytest.approx(0.05)


@pytest.mark.parametrize(("share", "pictures"), [(0.5, 0), (1.2, 10), (-0.1, 10)])
def test_what_is_no_share_is_refused(share: float, pictures: int) -> None:
    for asked in (wilson_interval, standard_error):
        with pytest.raises(ValueError, match="must be"):
            asked(share, pictures)
