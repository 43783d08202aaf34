"""Follows the front of a run from one change to the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from core.pareto import COUNTED, cost, front_mask
from core.specs import Objective
from core.store.columns import STREAMED, Streamed

_NUMBER, _STATUS = STREAMED.index("number"), STREAMED.index("status")


class FrontMembers:
    """The front of one run under its own objectives; each change costs only what changed.

    Attributes:
        numbers: of the members, ascending.
        moved: the revision of the run with which they became these.
    """

    def __init__(self, objectives: Sequence[Objective]) -> None:
        self._objectives = tuple(objectives)
        self._costs: dict[int, tuple[float, ...]] = {}
        self.numbers: list[int] = []
        self.moved = 0

    def take(self, changed: Streamed, revision: int) -> None:
        """Follow the trials that changed up to ``revision``."""
        fresh = self._costs_in(changed)
        moved = any(fresh.get(n, self._costs[n]) != self._costs[n] for n in self.numbers)
        self._costs |= fresh
        # Who left the front may come back when a member's figures have changed.
        numbers = self._best_of(self._costs if moved else {*self.numbers, *fresh})
        if numbers != self.numbers:
            self.numbers, self.moved = numbers, revision

    def _costs_in(self, changed: Streamed) -> dict[int, tuple[float, ...]]:
        return {
            plain[_NUMBER]: tuple(cost(scores.get(o.metric), o) for o in self._objectives)
            for plain, scores in zip(changed.plain, changed.metrics, strict=True)
            if plain[_STATUS] in COUNTED
        }

    def _best_of(self, numbers: Iterable[int]) -> list[int]:
        order = sorted(numbers)
        points = np.array([self._costs[number] for number in order], dtype=np.float64)
        if not len(order):
            return []
        return [order[at] for at in np.flatnonzero(front_mask(points))]
