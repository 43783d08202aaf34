"""Synchronous brackets: one after the other, each halved rung by rung until it is done."""

from __future__ import annotations

import itertools
from abc import abstractmethod
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from core.spaces import sample
from core.specs import Objective, Proposal, Space, Trial
from core.strategies.base import Span, Strategy
from core.strategies.catalogue import RungParams
from core.strategies.halving_rungs import Ladder, climb

# The epochs of a bracket's rungs, and how many candidates start on the lowest.
Shape = tuple[tuple[int, ...], int]


class Brackets:
    """Successive halving in brackets.

    A bracket takes candidates until it is full. Then, from the lowest rung upwards, the best
    1 / ``reduction`` of each rung, and at least one, are trained on. When none is left, the next
    bracket opens. Candidates over a limit are not trained, so they take no place.
    """

    def __init__(
        self, objectives: Sequence[Objective], reduction: int, shape: Callable[[int], Shape]
    ) -> None:
        self._objectives = objectives
        self._reduction = reduction
        self._shape = shape
        self._opened = 0
        self._ladder: Ladder | None = None
        self._size = 0

    def next_epochs(self) -> int:
        """Return the epochs for a new candidate."""
        if self._ladder is None or self._done():
            return self._shape(self._opened)[0][0]
        return self._ladder.epochs[0]

    def promote(self, closed: bool) -> Proposal | None:
        """Return the next promotion; with ``closed``, no candidate joins the bracket any more."""
        ladder = self._ladder
        if ladder is None or not (closed or len(ladder.rungs[0]) >= self._size):
            return None
        for rung in ladder.lower:
            quota = max(1, len(ladder.rungs[rung]) // self._reduction)
            if proposal := ladder.promote(rung, quota):
                return proposal
        return None

    def take(self, trial: Trial) -> None:
        """Learn how a try ended."""
        if trial.continues is None:
            if trial.status == "infeasible":
                return
            if self._ladder is None or self._done():
                self._open()
        if self._ladder is not None:
            self._ladder.take(trial)

    def resumable(self) -> frozenset[int]:
        if self._ladder is None or self._done():
            return frozenset()
        return self._ladder.resumable()

    def _open(self) -> None:
        epochs, self._size = self._shape(self._opened)
        self._ladder = Ladder(epochs, self._objectives)
        self._opened += 1

    def _done(self) -> bool:
        full = self._ladder is not None and len(self._ladder.rungs[0]) >= self._size
        return full and self.promote(closed=False) is None


class Bracketed(Strategy):
    """Base of the strategies that are brackets of random candidates; they differ in the shapes."""

    def __init__(self, space: Space, objectives: Sequence[Objective], params: RungParams) -> None:
        super().__init__(space, objectives, params)
        self._reduction = params.reduction
        self._brackets = Brackets(self.objectives, params.reduction, self.shape)

    @abstractmethod
    def shape(self, bracket: int) -> Shape:
        """Return the rungs' epochs and the number of candidates of bracket ``bracket``, from 0."""

    def ask(self, rng: np.random.Generator) -> Proposal:
        onward = self._brackets.promote(self.closed)
        if onward is not None:
            return onward
        return Proposal(choices=sample(self.space, rng), epochs=self._brackets.next_epochs())

    def trainings(self, candidates: int) -> Counter[Span]:
        spans: Counter[Span] = Counter()
        for bracket in itertools.count():
            epochs, size = self.shape(bracket)
            spans += climb(epochs, min(size, candidates), lambda n: max(1, n // self._reduction))
            candidates -= size
            if candidates <= 0:
                break
        return spans

    def tell(self, trial: Trial) -> None:
        self._brackets.take(trial)

    def resumable(self) -> frozenset[int]:
        return self._brackets.resumable()
