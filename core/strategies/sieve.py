"""Sieve: a quick look at many candidates, a full training for the few that look best."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.spaces import sample
from core.specs import Objective, Proposal, Space, Trial
from core.strategies.base import Strategy
from core.strategies.catalogue import SieveParams
from core.strategies.halving_brackets import Brackets, Shape


class Sieve(Strategy):
    """Successive halving with two rungs: a look, and a full training.

    The look is a training of ``min_epochs``; the estimator ``sieve`` answers for one epoch with a
    proxy's score of the untrained network (the warm-up of Abdelfattah et al. 2021, section 4). So a
    look is a trial ``stopped_early`` after 0 epochs, and a training continues it: what was looked
    at and what was chosen is all in the trials, and a killed run goes on exactly. Those that pass
    are spread along the front of score and costs: best non-domination rank first, least crowded
    first within a rank.
    """

    def __init__(self, space: Space, objectives: Sequence[Objective], params: SieveParams) -> None:
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
        look = min(self._params.min_epochs, self.epochs)
        rungs = (look, self.epochs) if look < self.epochs else (self.epochs,)
        return rungs, self._params.candidates
