"""Grid search: every architecture once, in an order that is spread over the whole space."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from core.registry import Params
from core.spaces import count_architectures, key, nth, position, sample
from core.specs import Objective, Proposal, Space, Trial
from core.strategies.base import Strategy


class Grid(Strategy):
    """Walks the numbers of the architectures in equal strides, from a random first one.

    Plain counting would spend a budget smaller than the space on one corner of it: the first
    choices would never change. The stride is the golden section of the number of architectures,
    made coprime to it. Coprime: every architecture comes once before any comes twice, and any n
    trials in a row hold each of the last choice's n values once. Golden: the walk never comes back
    close to where it was too early (Kronecker's sequence), which spreads the first choices.
    The first trial told fixes where the walk starts; what was told already is stepped over.
    """

    def __init__(self, space: Space, objectives: Sequence[Objective], params: Params) -> None:
        super().__init__(space, objectives, params)
        self._total = count_architectures(space)
        self._stride = stride(self._total)
        self._told: set[str] = set()
        self._place: int | None = None

    def ask(self, rng: np.random.Generator) -> Proposal:
        if self._place is None:
            return Proposal(choices=sample(self.space, rng))
        choices = nth(self.space, self._place)
        # A walk around the whole space ends it even if all was told.
        for _ in range(len(self._told)):
            if key(self.space, choices) not in self._told:
                break
            self._place = (self._place + self._stride) % self._total
            choices = nth(self.space, self._place)
        return Proposal(choices=choices)

    def tell(self, trial: Trial) -> None:
        self._told.add(trial.key)
        if self._place is None:
            self._place = position(self.space, trial.choices)


def stride(total: int) -> int:
    """Return the number nearest to ``total`` / 1.618… that is coprime to ``total``."""
    golden = total * 618_033_988_749_894_848 // 10**18
    steps = (golden + sign * away for away in range(total + 1) for sign in (-1, 1))
    return next(step for step in steps if step > 0 and math.gcd(step, total) == 1)
