"""Follows what a run had spent by each of its trials, and which trials were continued."""

from __future__ import annotations

from core.comparison.hypervolume_history import Spending
from core.specs import TRAINED
from core.store.columns import STREAMED, Streamed

_NUMBER, _STATUS = STREAMED.index("number"), STREAMED.index("status")
_EPOCHS, _CONTINUES = STREAMED.index("epochs"), STREAMED.index("continues")

# What a trained trial cost: the one it continues, and seconds and epochs with those of that one.
_Cost = tuple[int | None, float, float]


class TrialTotals:
    """The totals of one run; trials in the order of their numbers cost only what changed.

    Attributes:
        continued: the numbers of trials whose training went on in another.
    """

    def __init__(self) -> None:
        self._costs: dict[int, _Cost] = {}
        self._totals: dict[int, tuple[int, float]] = {}
        self._spending = Spending()
        self._last = -1
        self.continued: set[int] = set()

    @property
    def epochs(self) -> int:
        """The epochs in all."""
        return int(self._spending.epochs)

    def by(self, number: int) -> tuple[int, float] | tuple[None, None]:
        """Return the candidates and seconds trained up to this trial, or None twice."""
        return self._totals.get(number, (None, None))

    def take(self, changed: Streamed) -> None:
        """Follow the trials that changed."""
        costs = _costs_in(changed)
        former = {row[_CONTINUES] for row in changed.plain}
        self.continued |= former - {None}
        fresh = {n: cost for n, cost in costs.items() if self._costs.get(n) != cost}
        self._costs |= fresh
        if fresh and min(fresh) <= self._last:
            # One that was read before has other figures, so all totals after it have.
            self._spending, fresh = Spending(), self._costs
        for number in sorted(fresh):
            trials, seconds, _ = self._spending.add(number, *fresh[number])
            self._totals[number] = (trials, round(seconds, 3))
            self._last = max(self._last, number)


def _costs_in(changed: Streamed) -> dict[int, _Cost]:
    return {
        plain[_NUMBER]: (plain[_CONTINUES], scores.get("seconds", 0.0), plain[_EPOCHS] or 0)
        for plain, scores in zip(changed.plain, changed.metrics, strict=True)
        if plain[_STATUS] in TRAINED
    }
