"""Screening: a brief trial of many candidates, a full training for the best few."""

from __future__ import annotations

from collections.abc import Sequence

from core.specs import Objective, Space
from core.strategies.catalogue import ScreeningParams
from core.strategies.halving_brackets import Bracketed, Shape


class Screening(Bracketed):
    """Successive halving with two rungs: a brief trial, and a full training.

    The brief trial is a training of ``min_epochs``; for one epoch the estimator
    ``proxy_then_training`` answers with a proxy's score of the untrained network (the warm-up of
    Abdelfattah et al. 2021, section 4). Such a trial is ``stopped_early`` after 0 epochs, and a
    training continues it: all that was tried and chosen is in the trials, and a killed run goes on
    exactly. The chosen ones are spread along the front of score and costs: best non-domination rank
    first, least crowded first within a rank.
    """

    def __init__(
        self, space: Space, objectives: Sequence[Objective], params: ScreeningParams
    ) -> None:
        super().__init__(space, objectives, params)
        self._params = params

    def shape(self, bracket: int) -> Shape:
        brief = min(self._params.min_epochs, self.epochs)
        rungs = (brief, self.epochs) if brief < self.epochs else (self.epochs,)
        return rungs, self._params.candidates
