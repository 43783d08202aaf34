"""Successive halving (Jamieson & Talwalkar 2016, algorithm 1)."""

from __future__ import annotations

from collections.abc import Sequence

from core.specs import Objective, Space
from core.strategies.catalogue import HalvingParams
from core.strategies.halving_brackets import Bracketed, Shape
from core.strategies.halving_rungs import levels


class SuccessiveHalving(Bracketed):
    """Trains a round of random candidates briefly, and the best of each rung on to the next.

    The last rung is a full training. When a round is over, another one begins.
    """

    def __init__(
        self, space: Space, objectives: Sequence[Objective], params: HalvingParams
    ) -> None:
        super().__init__(space, objectives, params)
        self._params = params

    def shape(self, bracket: int) -> Shape:
        rungs = levels(self.epochs, self._params.min_epochs, self._params.reduction)
        return rungs, self._params.candidates
