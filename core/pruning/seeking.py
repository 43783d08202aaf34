"""Finds the smallest sufficient share of channels, by exact costs or by measured time."""

from __future__ import annotations

from collections.abc import Callable

# Every look at a measured cost builds a model.
HALVINGS, MEASURED_HALVINGS = 20, 6
# How often the clock is asked again, and how far two readings may be apart, of the parent's time.
TRIES, SLACK = 3, 0.05


def smallest(enough: Callable[[float], bool], halvings: int = HALVINGS) -> float:
    """Return the smallest sufficient share from 0 to 1; all larger ones suffice.

    Of a noisy ``enough`` it is one that was enough when it was tried, or 1, which is not tried.
    """
    low, high = 0.0, 1.0
    for _ in range(halvings):
        middle = (low + high) / 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def by_clock(left: Callable[[float], float], wanted: float) -> tuple[float | None, list[float]]:
    """Return the smallest share that leaves at most ``wanted`` of the time.

    A clock is noisy: what the halvings lead to is measured once more, as is one step less. Where
    it is too slow now, or one step less would do with time to spare, the search is begun again.

    Args:
        left: the measured time that is left, of the parent's, when a share of channels is gone.

    Returns:
        The share, or None where no search was confirmed; and what was left when measured again.
    """
    # Half of what is asked for must be seen to be gone, however little that is.
    slack = min(SLACK, (1 - wanted) / 2)
    seen: list[float] = []
    for _ in range(TRIES):
        share = smallest(lambda gone: left(gone) <= wanted, MEASURED_HALVINGS)
        seen.append(left(share))
        less = share - 0.5**MEASURED_HALVINGS
        if seen[-1] <= wanted + slack and left(less) >= wanted - slack:
            return share, seen
    return None, seen
