"""Rounds of pruning: what is gone after each."""

from __future__ import annotations

import pytest

from core.errors import PruningError
from core.models.pruning_methods import SCHEDULES
from core.pruning.schedules import cumulative, of_the_rest


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
