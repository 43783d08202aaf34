"""What is left of a run: it falls with the clock, and only a candidate's end corrects it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.timing.remaining import TRUST, Course, Remaining, remaining

SECONDS = st.floats(0.1, 1e5)


def course(ended: int, active: float, began: float, of: int = 10) -> Course:
    return Course(active, began, share=ended / of, candidates=ended, part=1 / of)


def test_before_a_candidate_has_ended_the_estimate_falls_with_the_clock() -> None:
    found = [remaining(course(0, active, 0.0), 100.0) for active in (0.0, 4.0, 9.0)]
    assert [each.seconds for each in found if each] == [100.0, 96.0, 91.0]


def test_a_slow_candidate_lets_the_time_stand_still_and_never_rise() -> None:
    found = [remaining(course(4, active, 40.0), 100.0) for active in (40.0, 49.0, 55.0, 500.0)]
    assert [each.seconds for each in found if each] == pytest.approx([60.0, 51.0, 50.0, 50.0])


def test_the_pace_that_was_seen_takes_over_from_the_estimate() -> None:
    # Expected 10 s a candidate, seen 20 s.
    for ended in (1, 2, 8):
        weight = ended / (ended + TRUST)
        whole = weight * 200.0 + (1 - weight) * 100.0
        left = remaining(course(ended, 20.0 * ended, 20.0 * ended), 100.0)
        assert left and left.seconds == pytest.approx(whole * (1 - ended / 10))


def test_minutes_are_the_most_that_is_left() -> None:
    assert remaining(course(1, 50.0, 50.0), None, at_most=60.0) == Remaining(10.0, 10.0)
    assert remaining(course(0, 50.0, 50.0), None, at_most=60.0) == Remaining(10.0, 0.0)


def test_where_nothing_is_known_nothing_is_said() -> None:
    assert remaining(course(0, 5.0, 0.0), None) is None


def test_all_done_leaves_nothing() -> None:
    left = remaining(course(12, 99.0, 99.0), 100.0)
    assert left == Remaining(0.0, 0.0)


@given(ended=st.integers(0, 9), began=SECONDS, expected=SECONDS, more=st.lists(SECONDS, min_size=2))
def test_between_two_candidates_it_only_falls(
    ended: int, began: float, expected: float, more: list[float]
) -> None:
    times = [began + spent for spent in sorted(more)]
    shown = [remaining(course(ended, active, began), expected) for active in times]
    left = [each.seconds for each in shown if each]
    assert left == sorted(left, reverse=True) and len(left) == len(more)
    assert all(each.seconds >= each.least >= 0 for each in shown if each)


@given(candidate=SECONDS, expected=SECONDS, ended=st.integers(1, 9))
def test_among_candidates_of_equal_length_an_end_raises_it_by_no_more_than_it_tells_of_their_pace(
    candidate: float, expected: float, ended: int
) -> None:
    began, now = (ended - 1) * candidate, ended * candidate
    before = remaining(course(ended - 1, now, began), expected)
    after = remaining(course(ended, now, now), expected)
    assert before and after
    # What they all take was believed to lie nearer to what was expected.
    doubt = TRUST / (ended - 1 + TRUST) - TRUST / (ended + TRUST)
    learned = max(0.0, 10 * candidate - expected) * doubt
    rise = learned * (1 - ended / 10)
    assert after.seconds <= before.seconds + rise + 1e-6 * (expected + candidate)
