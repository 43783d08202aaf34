"""The least cost of a space's candidates, as far as descents can find it."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator

import numpy as np

from core.spaces import sample
from core.spaces.operations import Valid, fill, variants
from core.specs import Choice, Choices, Space

Cost = Callable[[Choices], float]

WALKS = 10
ENOUGH = 500
MOST_TRIES = 5000
DOUBT = 0.5


def least_above(space: Space, cost: Cost, limit: float, fitting: Valid) -> float | None:
    """Return the least cost found, if surely no candidate is within ``limit``; else None.

    A walk gives one choice after the other its cheapest value, until none gets cheaper. Walks start
    from the first value of every choice, from the last of every choice, from ``fitting`` and from
    random candidates: ``WALKS`` in all, but only two where those took ``ENOUGH`` tries. Where all
    end at one cost, that is assumed to be the least. Where they do not, there may be a lower
    one yet, and only a limit below half of the least is refused: the run will tell for the others.
    None also if ``MOST_TRIES`` did not bring the walks to their ends.

    Args:
        cost: of a candidate; infinite if it cannot be built.
        fitting: a candidate that can be built.
    """
    ends: list[float] = []
    tries = 0
    for number, start in enumerate(_starts(space, fitting)):
        if number >= 2 and tries >= ENOUGH and min(ends) < math.inf:
            break
        end = math.inf
        for seen in _downhill(space, cost, start):
            end = min(end, seen)
            tries += 1
            if end <= limit or tries > MOST_TRIES:
                return None
        ends.append(end)
    least = min(ends)
    agreed = all(end in (least, math.inf) for end in ends)
    return least if agreed or limit < DOUBT * least else None


def _starts(space: Space, fitting: Valid) -> Iterator[Valid]:
    rng = np.random.default_rng(1)
    yield fill(space, lambda choice: choice.values[0])
    yield fill(space, lambda choice: choice.values[-1])
    yield fitting
    for _ in range(WALKS - 3):
        yield sample(space, rng)


def _downhill(space: Space, cost: Cost, here: Valid) -> Iterator[float]:
    """Yield the cost of every candidate tried; the walk goes on from the cheapest."""
    before, least = math.inf, cost(here)
    yield least
    while least < before:
        before = least
        for choice in space.choices:
            least, here = yield from _along(space, cost, choice, (least, here))


def _along(
    space: Space, cost: Cost, choice: Choice, best: tuple[float, Valid]
) -> Generator[float, None, tuple[float, Valid]]:
    """Yield the cost under every other value of ``choice``; return the cheapest, or ``best``."""
    least, here = best
    around = variants(space, here, choice) if choice.name in here else ()
    for there in around:
        seen = cost(there)
        yield seen
        if seen < least:
            least, here = seen, there
    return least, here
