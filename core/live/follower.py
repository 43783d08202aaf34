"""Follows a run from one revision to the next: its front, its totals."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.live.front_members import FrontMembers
from core.live.totals import TrialTotals
from core.pareto import is_drawn
from core.specs import Objective, Run
from core.store import Store
from core.store.columns import STREAMED, Streamed

_NUMBER, _STATUS = STREAMED.index("number"), STREAMED.index("status")
_CONTINUES = STREAMED.index("continues")
# Of each trial: whether it is a point, and the candidates and seconds that were trained with it.
FIGURES = ("drawn", "trained_so_far", "seconds_so_far")


@dataclass(frozen=True)
class RunFigures:
    """The figures of a run that are sent beside the changed trials.

    Attributes:
        front: the numbers of its members; None where a viewer knows them already.
        epochs: that were trained in all.
        continued: trials known before that are no point any more, as one that changed goes on with
            them.
        cells: the ``FIGURES`` figures of each trial that changed.
    """

    front: list[int] | None
    epochs: int
    continued: list[int]
    cells: list[tuple[Any, ...]]


class RunFollower:
    """The front and totals of one run; several threads may follow it, one at a time."""

    def __init__(self, objectives: Sequence[Objective]) -> None:
        self._members = FrontMembers(objectives)
        self._totals = TrialTotals()
        self._revision = 0
        self._lock = threading.Lock()

    def follow(self, store: Store, run: Run, changed: Streamed, after: int) -> RunFigures:
        """Return what may be new to a reader who knows revision ``after``.

        Args:
            changed: the trials that changed since ``after``.
        """
        with self._lock:
            if self._revision < run.revision:
                known = after == self._revision
                missed = changed if known else store.trials.streamed(run.id, after=self._revision)
                self._members.take(missed, run.revision)
                self._totals.take(missed)
                self._revision = run.revision
            # A trial stored between two reads moved the front under the revision read before it.
            news = self._members.moved >= after
            front = list(self._members.numbers) if news else None
            cells = [self._cells(row) for row in changed.plain]
            return RunFigures(front, self._totals.epochs, _continued(changed), cells)

    def _cells(self, row: Sequence[Any]) -> tuple[Any, ...]:
        number = row[_NUMBER]
        drawn = is_drawn(number, row[_STATUS], self._totals.continued)
        return (drawn, *self._totals.by(number))


def _continued(changed: Streamed) -> list[int]:
    """Return the trials that the changed ones continue, unless they are sent anyway."""
    sent = {row[_NUMBER] for row in changed.plain}
    former = {row[_CONTINUES] for row in changed.plain} - {None}
    return sorted(former - sent)
