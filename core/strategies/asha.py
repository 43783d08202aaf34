"""Asynchronous successive halving (Li et al. 2020, algorithm 2; MO-ASHA, Schmucker et al. 2021)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from core.spaces import sample
from core.specs import Objective, Proposal, Space, Trial
from core.strategies.base import Span, Strategy
from core.strategies.catalogue import RungParams
from core.strategies.halving_rungs import Ladder, climb, levels


class ASHA(Strategy):
    """Trains a candidate on as soon as it is among the best 1 / ``reduction`` of its rung.

    Higher rungs go first; while none can go on, a new random candidate starts on the lowest. When
    no more candidates come and none was trained fully yet, the best of each rung goes on even if
    the rung holds fewer than ``reduction``.
    """

    def __init__(self, space: Space, objectives: Sequence[Objective], params: RungParams) -> None:
        super().__init__(space, objectives, params)
        self._params = params
        self._ladder = Ladder((0,), self.objectives)

    def plan(self, epochs: int) -> None:
        super().plan(epochs)
        rungs = levels(epochs, self._params.min_epochs, self._params.reduction)
        self._ladder = Ladder(rungs, self.objectives)

    def ask(self, rng: np.random.Generator) -> Proposal:
        rungs = self._ladder.rungs
        least = 1 if self.closed and not rungs[-1] else 0
        for rung in reversed(self._ladder.lower):
            quota = max(least, len(rungs[rung]) // self._params.reduction)
            if onward := self._ladder.promote(rung, quota):
                return onward
        return Proposal(choices=sample(self.space, rng), epochs=self._ladder.epochs[0])

    def trainings(self, candidates: int) -> Counter[Span]:
        """Count early promotions too: trials that were among a rung's best only for a while.

        Li et al. (2020, section 3) bound their number roughly by the root of n; in searches that
        were played it was about half of that.
        """
        reduction = self._params.reduction
        return climb(
            self._ladder.epochs,
            candidates,
            lambda n: min(n, max(1, n // reduction + math.isqrt(n) // 2)),
        )

    def tell(self, trial: Trial) -> None:
        if trial.status != "infeasible" or trial.continues is not None:
            self._ladder.take(trial)

    def resumable(self) -> frozenset[int]:
        return self._ladder.resumable()
