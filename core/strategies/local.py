"""Local search (White, Nolen & Savani 2021), and Pareto local search with several objectives."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.pareto import best_first, front, points_of
from core.spaces import key, neighbours, sample
from core.spaces.operations import Valid, draw
from core.specs import Objective, Proposal, Space, Trial
from core.strategies.base import Strategy
from core.strategies.catalogue import LocalParams


class LocalSearch(Strategy):
    """Tries all neighbours of the best, moves to the best of them, starts anew when none is better.

    A climb starts from the best of some random candidates. Its *centre* is the candidate whose
    neighbours (one choice changed) are being tried, in random order, so that a budget which ends in
    the middle favours none. With several objectives the climb keeps a front, and every member of it
    becomes the centre once (Paquete, Chiarandini & Stützle 2004), the least crowded first. When all
    have been, this is a local optimum and a new climb starts. Neighbours known from earlier climbs
    are not tried again, but count.
    """

    def __init__(self, space: Space, objectives: Sequence[Objective], params: LocalParams) -> None:
        super().__init__(space, objectives, params)
        self._starts = params.starts
        self._told: dict[str, Trial] = {}
        self._expanded: set[str] = set()
        self._climb: list[Trial] = []
        self._centre: Trial | None = None
        self._untried: dict[str, Valid] = {}

    def ask(self, rng: np.random.Generator) -> Proposal:
        if self._centre is None:
            return Proposal(choices=sample(self.space, rng))
        return Proposal(
            choices=self._untried[str(draw(list(self._untried), rng))],
            generation=self._centre.generation + 1,
            parents=(self._centre.number,),
        )

    def tell(self, trial: Trial) -> None:
        self._told[trial.key] = trial
        self._untried.pop(trial.key, None)
        if trial.status == "complete":
            self._climb.append(trial)
        under_way = self._centre is not None or len(self._climb) >= self._starts
        if under_way and not self._untried:
            self._move()

    def _move(self) -> None:
        """Move to the next centre that has an untried neighbour; at a local optimum, to none."""
        while (centre := self._unexpanded()) is not None:
            self._expand(centre)
            if self._untried:
                return
        self._centre = None
        self._climb = []

    def _unexpanded(self) -> Trial | None:
        self._climb = front(self._climb, self.objectives)
        order = best_first(points_of(self._climb, self.objectives))
        members = (self._climb[i] for i in order)
        return next((one for one in members if one.key not in self._expanded), None)

    def _expand(self, centre: Trial) -> None:
        around = {key(self.space, near): near for near in neighbours(self.space, centre.choices)}
        known = [self._told[name] for name in around if name in self._told]
        self._climb += [trial for trial in known if trial.status == "complete"]
        self._untried = {name: near for name, near in around.items() if name not in self._told}
        self._expanded.add(centre.key)
        self._centre = centre
