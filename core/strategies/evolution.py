"""Regularised evolution (Real, Aggarwal, Huang & Le 2019, algorithm 1)."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np

from core.pareto import best_first, points_of
from core.spaces import mutate, sample
from core.specs import Objective, Proposal, Space, Trial
from core.strategies.base import Strategy
from core.strategies.catalogue import EvolutionParams


class RegularisedEvolution(Strategy):
    """Mutates the best of a random sample of the living; the oldest dies, not the worst.

    With one objective the best is the best; with several, the one of the lowest non-domination
    rank, and of those the least crowded.
    """

    def __init__(
        self, space: Space, objectives: Sequence[Objective], params: EvolutionParams
    ) -> None:
        super().__init__(space, objectives, params)
        self._sample = params.sample
        self._alive: deque[Trial] = deque(maxlen=params.population)
        self._born = 0

    def ask(self, rng: np.random.Generator) -> Proposal:
        if self._born < (self._alive.maxlen or 0):
            return Proposal(choices=sample(self.space, rng))
        size = min(self._sample, len(self._alive))
        drawn = rng.choice(len(self._alive), size=size, replace=False)
        parent = self._best([self._alive[i] for i in drawn])
        return Proposal(
            choices=mutate(self.space, parent.choices, rng),
            generation=parent.generation + 1,
            parents=(parent.number,),
        )

    def tell(self, trial: Trial) -> None:
        if trial.status == "complete":
            self._alive.append(trial)
            self._born += 1

    def _best(self, rivals: list[Trial]) -> Trial:
        return rivals[int(best_first(points_of(rivals, self.objectives))[0])]
