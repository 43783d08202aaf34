"""Random search (Bergstra & Bengio 2012), uniform over architectures."""

from __future__ import annotations

import numpy as np

from core.spaces import sample
from core.specs import Proposal, Trial
from core.strategies.base import Strategy


class RandomSearch(Strategy):
    """Draws each architecture with equal chance and learns nothing."""

    def ask(self, rng: np.random.Generator) -> Proposal:
        return Proposal(choices=sample(self.space, rng))

    def tell(self, trial: Trial) -> None:
        del trial
