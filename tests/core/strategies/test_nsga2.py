"""NSGA-II: selection by rank and crowding, and a front better than chance finds."""

from __future__ import annotations

import numpy as np
import pytest

from core.pareto import hypervolume, points_of
from core.spaces import key
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


def bred(crossover: float, *scores: tuple[float, float]) -> NSGA2:
    """A generation that is selected; candidate n is all n."""
    strategy = NSGA2(SPACE, OBJECTIVES, NSGA2Params(population=4, crossover=crossover))
    for number, (accuracy, parameters) in enumerate(scores):
        choices = {f"x{i}": number for i in range(8)}
        fields = {"choices": choices, "key": key(SPACE, choices)}
        strategy.tell(make_trial(number, accuracy, parameters).model_copy(update=fields))
    return strategy


FALLING = ((0.9, 100.0), (0.8, 200.0), (0.7, 300.0), (0.6, 400.0))


def test_a_child_of_one_parent_differs_in_one_choice() -> None:
    strategy = bred(0.5, *FALLING)
    children = [strategy.ask(np.random.default_rng(seed)) for seed in range(80)]
    single = [child for child in children if len(child.parents) == 1]
    # Half are not mixed, and of the others about a third have the same parent twice.
    assert 40 < len(single) < 72
    for child in single:
        assert sum(value != child.parents[0] for value in child.choices.values()) == 1


def test_a_child_of_two_parents_has_nothing_of_its_own() -> None:
    strategy = bred(1.0, *FALLING)
    children = [strategy.ask(np.random.default_rng(seed)) for seed in range(80)]
    mixed = [child for child in children if len(child.parents) == 2]
    assert len(mixed) > 40
    for child in mixed:
        assert set(child.choices.values()) <= set(child.parents)


def test_the_better_of_two_becomes_a_parent() -> None:
    strategy = bred(0.0, *FALLING)
    asked = [strategy.ask(np.random.default_rng(seed)).parents for seed in range(320)]
    counts = [asked.count((number,)) for number in range(4)]
    # Of 16 pairs the best wins 7, the others 5, 3 and 1.
    assert counts == pytest.approx([140, 100, 60, 20], abs=25)


def test_parents_outlive_worse_children() -> None:
    worse = [(0.5 - number / 100, 500.0 + number) for number in range(4)]
    strategy = bred(0.0, *FALLING, *worse)
    asked = [strategy.ask(np.random.default_rng(seed)) for seed in range(60)]
    assert {child.parents for child in asked} == {(0,), (1,), (2,), (3,)}
    assert {child.generation for child in asked} == {2}


def test_crowded_ones_make_room_for_lonely_ones() -> None:
    # All five lie on one front; the one between two near neighbours has the least room.
    front = [(0.1, 100.0), (0.50, 500.0), (0.52, 520.0), (0.9, 900.0)]
    strategy = bred(0.0, *front, (0.54, 540.0), (0.0, 999.0), (0.0, 999.5), (0.0, 999.9))
    asked = [strategy.ask(np.random.default_rng(seed)) for seed in range(80)]
    assert {child.parents for child in asked} == {(0,), (1,), (3,), (4,)}
