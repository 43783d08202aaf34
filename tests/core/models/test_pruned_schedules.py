"""Schedules by numbers worked out by hand, without TensorFlow."""

from __future__ import annotations

import pytest

from core.errors import PruningError
from core.models.pruned_schedules import cumulative, of_the_rest
from core.models.pruning_methods import SCHEDULES


@pytest.mark.parametrize(
    ("schedule", "target", "rounds", "gone"),
    [
        ("one_shot", 0.8, 2, [0.8, 0.8]),
        ("linear", 0.8, 4, [0.2, 0.4, 0.6, 0.8]),
        # 1 - (2/3)³ = 19/27, 1 - (1/3)³ = 26/27, 1.
        ("cubic", 0.54, 3, [0.38, 0.52, 0.54]),
        ("cubic", 0.5, 1, [0.5]),
        # Half of what is left, twice.
        ("lottery", 0.75, 2, [0.5, 0.75]),
    ],
)
def test_what_is_gone_after_each_round_by_hand(
    schedule: str, target: float, rounds: int, gone: list[float]
) -> None:
    assert cumulative(schedule, target, rounds) == pytest.approx(gone)


def test_a_share_of_the_rest_by_hand() -> None:
    # 0.2 of all; then 0.3 of the 0.8 that are left, and a half of the 0.5.
    assert of_the_rest([0.2, 0.5, 0.75]) == pytest.approx([0.2, 0.375, 0.5])


@pytest.mark.parametrize("schedule", SCHEDULES.names())
def test_every_schedule_rises_to_its_target(schedule: str) -> None:
    shares = cumulative(schedule, 0.8, 5)
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(0.8)


def test_cubic_takes_most_at_first() -> None:
    assert cumulative("cubic", 0.8, 2) == pytest.approx([0.8 * (1 - 1 / 8), 0.8])


def test_shares_of_the_rest_multiply_up_to_the_whole() -> None:
    left = 1.0
    for share in of_the_rest(cumulative("linear", 0.75, 3)):
        left *= 1 - share
    assert left == pytest.approx(0.25)


def test_lottery_takes_the_same_share_of_the_rest_a_round() -> None:
    assert of_the_rest(cumulative("lottery", 1 - 0.8**3, 3)) == pytest.approx([0.2] * 3)


def test_targets_that_leave_nothing_are_refused() -> None:
    with pytest.raises(PruningError, match=r"target must be in \[0, 1\); got 1.0"):
        cumulative("lottery", 1.0, 3)
    with pytest.raises(PruningError, match=r"got -0.2"):
        cumulative("linear", -0.2, 3)


def test_unknown_schedules_and_no_rounds_are_refused() -> None:
    with pytest.raises(PruningError, match="Unknown schedule 'square'. Known: one_shot"):
        cumulative("square", 0.5, 2)
    with pytest.raises(PruningError, match="rounds must be at least 1; got 0. Take 1"):
        cumulative("linear", 0.5, 0)
