"""Sieve: a quick look at many candidates, a full training for the few that look best."""

from __future__ import annotations

from collections.abc import Sequence

from core.specs import Objective, Space
from core.strategies.catalogue import ScreeningParams
from core.strategies.halving_brackets import Bracketed, Shape


class Screening(Bracketed):
    """Successive halving with two rungs: a look, and a full training.

    The look is a training of ``min_epochs``; the estimator ``sieve`` answers for one epoch with a
    proxy's score of the untrained network (the warm-up of Abdelfattah et al. 2021, section 4). So a
    look is a trial ``stopped_early`` after 0 epochs, and a training continues it: what was looked
    at and what was chosen is all in the trials, and a killed run goes on exactly. Those that pass
    are spread along the front of score and costs: best non-domination rank first, least crowded
    first within a rank.
    """

    def __init__(
        self, space: Space, objectives: Sequence[Objective], params: ScreeningParams
    ) -> None:
        super().__init__(space, objectives, params)
        self._params = params

    def shape(self, bracket: int) -> Shape:
        look = min(self._params.min_epochs, self.epochs)
        rungs = (look, self.epochs) if look < self.epochs else (self.epochs,)
        return rungs, self._params.candidates
