"""Rungs: the epochs of each, the trials on it, and which are promoted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from core.metrics import METRICS, STAND_IN
from core.pareto import best_first, points_of
from core.specs import Objective, Proposal, Trial, TrialStatus
from core.strategies.base import Span

# Weights kept a rung. A candidate further down is rarely wanted again, and could be trained anew.
KEPT = 50
INSTEAD = Objective(metric=STAND_IN, direction=METRICS[STAND_IN].direction)
SCORED: tuple[TrialStatus, ...] = ("complete", "stopped_early")


def levels(epochs: int, least: int, reduction: int) -> tuple[int, ...]:
    """Return the epochs of the rungs: from ``epochs`` downwards, ``reduction`` times fewer each.

    Rounded to whole epochs, none below ``least``; rising, and ``epochs`` is the last.
    """
    down = [epochs]
    while least <= (fewer := round(epochs / reduction ** len(down))) < down[-1]:
        down.append(fewer)
    return tuple(reversed(down))


def climb(epochs: Sequence[int], starters: int, onward: Callable[[int], int]) -> Counter[Span]:
    """Return the trainings of ``starters`` on rungs of ``epochs``.

    Args:
        onward: how many of those on a rung go on to the next.
    """
    spans: Counter[Span] = Counter()
    before, count = 0, starters
    for until in epochs:
        spans[before, until] = count
        before, count = until, onward(count)
    return spans


class Ladder:
    """Trials on rungs, the best of a rung first by non-domination rank and crowding.

    Several objectives are ranked so by Schmucker et al. (2021). A trial that failed counts on
    the rung that it was trained for, behind all others. Where nobody on a rung was trained at all,
    a proxy's score stands in for what only training tells.
    """

    def __init__(self, epochs: tuple[int, ...], objectives: Sequence[Objective]) -> None:
        self.epochs = epochs
        self.rungs: tuple[list[Trial], ...] = tuple([] for _ in epochs)
        self._objectives = objectives
        self._rung_of: dict[int, int] = {}
        self._gone_on: set[int] = set()
        self._orders: dict[int, list[Trial]] = {}

    @property
    def lower(self) -> range:
        """The rungs with one above them."""
        return range(len(self.epochs) - 1)

    def take(self, trial: Trial) -> None:
        """Put ``trial`` on the rung above the one that it continues, or else on the lowest."""
        rung = 0
        if trial.continues is not None:
            self._gone_on.add(trial.continues)
            rung = min(self._rung_of.get(trial.continues, -1) + 1, len(self.epochs) - 1)
        self._rung_of[trial.number] = rung
        self.rungs[rung].append(trial)
        self._orders.pop(rung, None)

    def promote(self, rung: int, quota: int) -> Proposal | None:
        """Return the best of the first ``quota`` on ``rung`` that is not promoted yet."""
        for trial in self._order(rung)[:quota]:
            if self._may_go_on(trial):
                return Proposal(
                    choices=trial.choices,
                    generation=rung + 1,
                    parents=(trial.number,),
                    epochs=self.epochs[rung + 1],
                    continues=trial.number,
                )
        return None

    def resumable(self) -> frozenset[int]:
        """Return the best of each rung that may still be promoted."""
        waiting = (
            [trial.number for trial in self._order(rung) if self._may_go_on(trial)][:KEPT]
            for rung in self.lower
        )
        return frozenset().union(*waiting)

    def _may_go_on(self, trial: Trial) -> bool:
        return trial.status == "stopped_early" and trial.number not in self._gone_on

    def _order(self, rung: int) -> list[Trial]:
        if rung not in self._orders:
            scored = [trial for trial in self.rungs[rung] if trial.status in SCORED]
            points = points_of(scored, _at_hand(self._objectives, scored), SCORED)
            self._orders[rung] = [scored[i] for i in best_first(points)]
        return self._orders[rung]


def _at_hand(objectives: Sequence[Objective], members: Sequence[Trial]) -> tuple[Objective, ...]:
    """Replace objectives that no member has by the proxy's score."""
    measured = {name for trial in members for name in trial.metrics}
    if STAND_IN not in measured:
        return tuple(objectives)
    return tuple(o if o.metric in measured else INSTEAD for o in objectives)
