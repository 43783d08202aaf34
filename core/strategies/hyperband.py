"""Hyperband (Li, Jamieson, DeSalvo, Rostamizadeh & Talwalkar 2018, algorithm 1)."""

from __future__ import annotations

import math
from collections.abc import Sequence

from core.specs import Objective, Space
from core.strategies.catalogue import RungParams
from core.strategies.halving_brackets import Bracketed, Shape
from core.strategies.halving_rungs import levels


class Hyperband(Bracketed):
    """Brackets of successive halving, from many brief trainings to few full ones, over and over.

    How far the score after few epochs can be trusted is not known beforehand; every bracket stands
    for another answer, and each costs about as many epochs.
    """

    def __init__(self, space: Space, objectives: Sequence[Objective], params: RungParams) -> None:
        super().__init__(space, objectives, params)
        self._params = params

    def shape(self, bracket: int) -> Shape:
        """Return bracket s of the paper, s falling from its greatest value to 0 and again."""
        reduction = self._params.reduction
        rungs = levels(self.epochs, self._params.min_epochs, reduction)
        skipped = bracket % len(rungs)
        s = len(rungs) - 1 - skipped
        return rungs[skipped:], math.ceil(len(rungs) * reduction**s / (s + 1))
