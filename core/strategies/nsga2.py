"""NSGA-II (Deb, Pratap, Agarwal & Meyarivan 2002) over the choices of a space."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.pareto import best_first, points_of
from core.spaces import crossover, key, mutate, sample
from core.specs import Objective, Proposal, Space, Trial
from core.strategies.base import Strategy
from core.strategies.catalogue import NSGA2Params
from core.strategies.novelty import moved_on

MATINGS = 10


class NSGA2(Strategy):
    """Generations: the first is random; each later one is bred from the best of all before it.

    Parents win a binary tournament by rank, then by crowding distance. A child mixes two parents
    with the given chance and is mutated in one choice otherwise, and always when mixing gave back
    one of its parents. The survivors are the best ``population`` of survivors and children, as in
    the paper's main loop. Only complete trials live; the others make room for one more child.

    No candidate is tried twice (Blank & Deb 2020, pymoo, eliminate duplicates likewise): a child
    that is known already is not born, other parents mate instead, and after ``MATINGS`` such
    children the last is mutated until it is new.
    """

    def __init__(self, space: Space, objectives: Sequence[Objective], params: NSGA2Params) -> None:
        super().__init__(space, objectives, params)
        self._size = params.population
        self._crossover = params.crossover
        self._parents: list[Trial] = []
        self._children: list[Trial] = []
        self._generation = 0
        self._told: set[str] = set()

    def ask(self, rng: np.random.Generator) -> Proposal:
        if not self._parents:
            return Proposal(choices=sample(self.space, rng))
        for _ in range(MATINGS):
            child = self._mate(rng)
            if key(self.space, child.choices) not in self._told:
                return child
        new = moved_on(self.space, child.choices, self._told, rng)
        return child.model_copy(update={"choices": new})

    def _mate(self, rng: np.random.Generator) -> Proposal:
        one, two = self._tournament(rng), self._tournament(rng)
        mix = rng.random() < self._crossover
        choices = crossover(self.space, one.choices, two.choices, rng) if mix else one.choices
        parents = (one, two) if mix else (one,)
        if any(choices == parent.choices for parent in parents):
            choices = mutate(self.space, choices, rng)
        return Proposal(
            choices=choices,
            generation=self._generation,
            parents=tuple(sorted({parent.number for parent in parents})),
        )

    def tell(self, trial: Trial) -> None:
        self._told.add(trial.key)
        if trial.status != "complete":
            return
        self._children.append(trial)
        if len(self._children) == self._size:
            self._select()

    def _select(self) -> None:
        pool = self._parents + self._children
        order = best_first(points_of(pool, self.objectives))[: self._size]
        self._parents = [pool[i] for i in order]
        self._children = []
        self._generation += 1

    def _tournament(self, rng: np.random.Generator) -> Trial:
        # Parents are kept best first, so the smaller position wins.
        return self._parents[int(rng.integers(len(self._parents), size=2).min())]
