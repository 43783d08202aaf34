"""Successive halving (Jamieson & Talwalkar 2016, algorithm 1)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.spaces import sample
from core.specs import Objective, Proposal, Space, Trial
from core.strategies.base import Strategy
from core.strategies.catalogue import HalvingParams
from core.strategies.halving_brackets import Brackets, Shape
from core.strategies.halving_rungs import levels


class SuccessiveHalving(Strategy):
    """Trains a round of random candidates briefly, and the best of each rung on to the next.

    The last rung is a full training. When a round is over, another one begins.
    """

    def __init__(
        self, space: Space, objectives: Sequence[Objective], params: HalvingParams
    ) -> None:
        super().__init__(space, objectives, params)
        self._params = params
        self._brackets = Brackets(self.objectives, params.reduction, self._shape)

    def ask(self, rng: np.random.Generator) -> Proposal:
        onward = self._brackets.promote(self.closed)
        if onward is not None:
            return onward
        return Proposal(choices=sample(self.space, rng), epochs=self._brackets.next_epochs())

    def tell(self, trial: Trial) -> None:
        self._brackets.take(trial)

    def resumable(self) -> frozenset[int]:
        return self._brackets.resumable()

    def _shape(self, _bracket: int) -> Shape:
        rungs = levels(self.epochs, self._params.min_epochs, self._params.reduction)
        return rungs, self._params.candidates
