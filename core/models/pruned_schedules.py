"""Schedules: how a share to be removed is spread over rounds of pruning and training."""

from __future__ import annotations

from collections.abc import Callable

from core.errors import PruningError
from core.models.pruning_methods import SCHEDULES


def cumulative(schedule: str, target: float, rounds: int) -> list[float]:
    """Return the total share removed after each of ``rounds``; the last is ``target``.

    Raises:
        PruningError: no such schedule, fewer than one round, or a target outside [0, 1).
    """
    if not 0 <= target < 1:
        raise PruningError(f"target must be in [0, 1); got {target}. Something has to be left.")
    if schedule not in SCHEDULES.names():
        raise PruningError(f"Unknown schedule {schedule!r}. Known: {', '.join(SCHEDULES.names())}.")
    if rounds < 1:
        raise PruningError(f"rounds must be at least 1; got {rounds}. Take 1 to prune once.")
    gone: Callable[[float, float], float] = SCHEDULES.load(schedule)
    return [gone(target, turn / rounds) for turn in range(1, rounds + 1)]


def of_the_rest(shares: list[float]) -> list[float]:
    """Convert to shares of what the round before has left."""
    befores = [0.0, *shares[:-1]]
    return [1 - (1 - now) / (1 - before) for before, now in zip(befores, shares, strict=True)]


def one_shot(target: float, done: float) -> float:
    return target


def linear(target: float, done: float) -> float:
    return target * done


def cubic(target: float, done: float) -> float:
    """Take much at first, when there is much to spare (Zhu & Gupta 2017, equation 1)."""
    return target * (1 - (1 - done) ** 3)


def lottery(target: float, done: float) -> float:
    """Take the same share of the rest in every round (Frankle & Carbin 2019)."""
    return 1 - float((1 - target) ** done)
