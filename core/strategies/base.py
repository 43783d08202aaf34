"""What every strategy promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np

from core.registry import Params
from core.specs import Objective, Proposal, Space, Trial


class Strategy(ABC):
    """Chooses what to try next.

    The contract, which ``tests/core/strategies/test_contract.py`` holds every entry to:

    - What :meth:`ask` answers depends on nothing but the arguments of the constructor, the trials
      told so far (in order of their numbers) and the generator it is handed. So a run that was
      killed is rebuilt by telling its stored trials again, and goes on as if nothing happened.
    - Every proposal lies in the space, inactive choices left out.
    - :meth:`tell` accepts every trial, whatever its status, also one that was never asked for.
    - Neither trains, waits, reads a clock or draws on a global generator.
    """

    def __init__(self, space: Space, objectives: Sequence[Objective], params: Params) -> None:
        self.space = space
        self.objectives = tuple(objectives)

    @abstractmethod
    def ask(self, rng: np.random.Generator) -> Proposal:
        """What to try next. It may have been tried before: the caller asks again."""

    @abstractmethod
    def tell(self, trial: Trial) -> None:
        """Learn how a try ended."""
