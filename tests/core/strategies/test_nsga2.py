"""NSGA-II: selection by rank and crowding, and a front better than chance finds."""

from __future__ import annotations

import numpy as np

from core.pareto import hypervolume, points_of
from core.specs import Space, Trial
from core.strategies import STRATEGIES, propose
from core.strategies.catalogue import NSGA2Params
from core.strategies.nsga2 import NSGA2
from tests.conftest import make_trial
from tests.seeds import OBJECTIVES

SPACE = Space.model_validate(
    {"name": "s", "family": "c", "choices": {f"x{i}": list(range(8)) for i in range(8)}}
)


def test_only_the_best_become_parents() -> None:
    space = Space.model_validate(
        {"name": "s", "family": "c", "choices": {"width_1": list(range(20))}}
    )
    strategy = NSGA2(space, OBJECTIVES, NSGA2Params(population=2, crossover=0.0))
    scores = [(0.1, 900.0), (0.2, 800.0), (0.8, 100.0), (0.9, 200.0)]
    for number, (accuracy, parameters) in enumerate(scores):
        strategy.tell(make_trial(number, accuracy, parameters))
    rng = np.random.default_rng(0)
    assert {strategy.ask(rng).parents for _ in range(40)} == {(2,), (3,)}


def volume(name: str, seed: int) -> float:
    strategy = STRATEGIES.load(name)(SPACE, OBJECTIVES, STRATEGIES.entry(name).params())
    trials: list[Trial] = []
    for number in range(150):
        tried = {trial.key for trial in trials}
        proposal, key = propose(strategy, tried, seed=seed, number=number)
        values = np.array(list(proposal.choices.values()), dtype=float)
        accuracy = 1.0 - float(np.abs(values - np.arange(8)).mean()) / 8.0
        metrics = {"val_accuracy": accuracy, "parameters": float(values.sum())}
        trials.append(
            Trial(
                number=number, status="complete", key=key, metrics=metrics, **proposal.model_dump()
            )
        )
        strategy.tell(trials[-1])
    return hypervolume(points_of(trials, OBJECTIVES), ((-1.0, 0.0), (0.0, 56.0)))


def test_finds_a_better_front_than_random_search() -> None:
    gains = [volume("nsga2", seed) - volume("random", seed) for seed in range(5)]
    assert min(gains) > 0.03
