"""The contract of every strategy."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence

import numpy as np

from core.registry import Params
from core.specs import Objective, Proposal, Space, Trial

# From how many epochs a training goes on, and to how many.
Span = tuple[int, int]


class Strategy(ABC):
    """Chooses what to try next.

    The contract, which ``tests/core/strategies/test_contract.py`` holds every entry to:

    - What :meth:`ask` answers depends on nothing but the arguments of the constructor, the trials
      told so far (in order of their numbers) and the generator it is handed. So a run that was
      killed is rebuilt by telling its stored trials again, and goes on as if nothing happened.
    - Every proposal lies in the space, inactive choices left out.
    - :meth:`tell` accepts every trial, whatever its status, also one that was never asked for.
    - Neither trains, waits, reads a clock or draws on a global generator.
    - A proposal that continues a trial names one that was told ``stopped_early`` and that no other
      trial continues yet, keeps its choices, and trains it for more epochs in all.
    - Asking changes nothing: the same question has the same answer until the next trial is told.
    """

    def __init__(self, space: Space, objectives: Sequence[Objective], params: Params) -> None:
        self.space = space
        self.objectives = tuple(objectives)
        self.epochs = 0
        self.closed = False

    @abstractmethod
    def ask(self, rng: np.random.Generator) -> Proposal:
        """Return what to try next. It may be a repetition: then the caller asks again."""

    @abstractmethod
    def tell(self, trial: Trial) -> None:
        """Learn how a try ended."""

    def plan(self, epochs: int) -> None:
        """Learn, before any trial, how many epochs a full training takes."""
        self.epochs = epochs

    def close(self) -> None:
        """Learn that no new candidate will be trained: only proposals that continue count now."""
        self.closed = True

    def trainings(self, candidates: int) -> Counter[Span]:
        """Return the trainings, by span, of so many candidates, after :meth:`plan`.

        For an estimate of time: as if no candidate failed or broke a limit.
        """
        return Counter({(0, self.epochs): candidates})

    def resumable(self) -> frozenset[int]:
        """Return the trials that may still be continued, whose weights must be kept."""
        return frozenset()
