"""Owns which trials are on a run's front, followed from one revision of the run to the next."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence

import numpy as np

from core.pareto import COUNTED, cost, front_mask
from core.specs import Objective, Run
from core.store import Store
from core.store.columns import STREAMED, Streamed

_NUMBER, _STATUS = STREAMED.index("number"), STREAMED.index("status")


class FrontMembers:
    """The front of one run under its own goals; each change costs what changed, not the run.

    Several threads may follow the same run: one at a time is let in.
    """

    def __init__(self, objectives: Sequence[Objective]) -> None:
        self._objectives = tuple(objectives)
        self._costs: dict[int, tuple[float, ...]] = {}
        self._members: list[int] = []
        self._revision = 0
        self._moved = 0
        self._lock = threading.Lock()

    def follow(self, store: Store, run: Run, changed: Streamed, after: int) -> list[int] | None:
        """Return the members' numbers if they may be news to who knows revision ``after``.

        Args:
            changed: the trials that changed since ``after``.
        """
        with self._lock:
            if self._revision < run.revision:
                known = after == self._revision
                missed = changed if known else store.trials.streamed(run.id, after=self._revision)
                self._take(missed, run.revision)
            # A trial told between two reads has moved the front under the revision read before it.
            return list(self._members) if self._moved >= max(after, 1) else None

    def _take(self, changed: Streamed, revision: int) -> None:
        fresh = self._costs_in(changed)
        moved = any(fresh.get(n, self._costs[n]) != self._costs[n] for n in self._members)
        self._costs |= fresh
        # Who left the front may come back when a member's figures have changed.
        members = self._best_of(self._costs if moved else {*self._members, *fresh})
        if members != self._members:
            self._members, self._moved = members, revision
        self._revision = revision

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
