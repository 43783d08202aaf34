"""Schedules by numbers worked out by hand, without TensorFlow."""

from __future__ import annotations

import pytest

from core.models.pruned_schedules import cumulative, of_the_rest


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
