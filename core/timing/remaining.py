"""How long a run under way still takes: a figure that falls with the clock between candidates."""

from __future__ import annotations

from dataclasses import dataclass

# So many candidates must have been seen until their pace counts as much as what was expected.
TRUST = 2.0


@dataclass(frozen=True)
class Remaining:
    """Seconds to the end of a run, and how far they fall until the candidate under way has ended.

    Between two candidates ``seconds`` falls with the clock, and stands still at ``least`` where the
    candidate takes longer than others; only its end corrects the figure.
    """

    seconds: float
    least: float


@dataclass(frozen=True)
class Course:
    """The progress of a run.

    Attributes:
        active: seconds it has worked.
        began: seconds it had worked when the turn of the candidate under way came.
        share: of its work that was done then, 0 to 1.
        candidates: how many had ended then.
        part: the share of its work that one candidate is.
    """

    active: float
    began: float
    share: float
    candidates: int
    part: float


def remaining(
    course: Course, expected: float | None, at_most: float | None = None
) -> Remaining | None:
    """Return the remaining time of a run; None if unknown.

    Args:
        expected: seconds that the whole run was estimated at; None where nobody could.
        at_most: seconds that it may work in all.
    """
    cap = float("inf") if at_most is None else max(0.0, at_most - course.active)
    whole = _whole(course, expected)
    if whole is None:
        return None if at_most is None else Remaining(cap, 0.0)
    then = whole * (1.0 - min(1.0, course.share))
    candidate = min(then, whole * course.part)
    spent = min(candidate, max(0.0, course.active - course.began))
    return Remaining(min(cap, then - spent), min(cap, then - candidate))


def _whole(course: Course, expected: float | None) -> float | None:
    """Return the seconds of the whole run: the estimate, corrected by what was measured."""
    if course.share <= 0 or not course.candidates:
        return expected
    seen = course.began / min(1.0, course.share)
    if expected is None:
        return seen
    weight = course.candidates / (course.candidates + TRUST)
    return weight * seen + (1.0 - weight) * expected
