"""Regularised evolution: the oldest dies, the best of the sample breeds."""

from __future__ import annotations

import numpy as np
import pytest

from core.specs import Objective, Space
from core.strategies.catalogue import EvolutionParams
from core.strategies.evolution import RegularisedEvolution
from tests.conftest import make_trial
from tests.seeds import OBJECTIVES

ACCURACY = (Objective(metric="val_accuracy", direction="maximize"),)
SPACE = Space.model_validate(
    {"name": "s", "family": "convnet", "choices": {"width_1": list(range(20))}}
)


def test_the_best_of_all_breeds_when_all_compete() -> None:
    params = EvolutionParams(population=4, sample=4)
    strategy = RegularisedEvolution(SPACE, ACCURACY, params)
    for number, accuracy in enumerate([0.2, 0.9, 0.4, 0.3]):
        strategy.tell(make_trial(number, accuracy))
    assert strategy.ask(np.random.default_rng(0)).parents == (1,)


def test_the_oldest_dies_even_if_it_is_the_best() -> None:
    params = EvolutionParams(population=3, sample=3)
    strategy = RegularisedEvolution(SPACE, ACCURACY, params)
    for number, accuracy in enumerate([0.9, 0.2, 0.5, 0.3]):
        strategy.tell(make_trial(number, accuracy))
    assert strategy.ask(np.random.default_rng(0)).parents == (2,)


def test_first_generation_is_random_and_later_ones_count_up() -> None:
    strategy = RegularisedEvolution(SPACE, ACCURACY, EvolutionParams(population=2, sample=1))
    assert strategy.ask(np.random.default_rng(0)).generation == 0
    strategy.tell(make_trial(0))
    strategy.tell(make_trial(1))
    assert strategy.ask(np.random.default_rng(0)).generation == 1


def test_rivals_are_drawn_without_repetition() -> None:
    strategy = RegularisedEvolution(SPACE, ACCURACY, EvolutionParams(population=5, sample=4))
    for number, accuracy in enumerate([0.1, 0.2, 0.9, 0.4, 0.8]):
        strategy.tell(make_trial(number, accuracy))
    asked = [strategy.ask(np.random.default_rng(seed)).parents for seed in range(200)]
    # Four of five: the best is left out once in five times, and then the second takes its place.
    assert set(asked) == {(2,), (4,)}
    assert asked.count((2,)) == pytest.approx(160, abs=20)


def test_of_several_objectives_the_front_breeds_and_its_ends_first() -> None:
    strategy = RegularisedEvolution(SPACE, OBJECTIVES, EvolutionParams(population=4, sample=4))
    # The last is beaten by the one in the middle, which is the most crowded of the front.
    scores = [(0.9, 900.0), (0.5, 500.0), (0.1, 100.0), (0.4, 600.0)]
    for number, (accuracy, parameters) in enumerate(scores):
        strategy.tell(make_trial(number, accuracy, parameters))
    asked = {strategy.ask(np.random.default_rng(seed)).parents for seed in range(60)}
    assert asked <= {(0,), (2,)}


def test_a_child_differs_from_its_parent() -> None:
    strategy = RegularisedEvolution(SPACE, ACCURACY, EvolutionParams(population=2, sample=2))
    for number, accuracy in enumerate([0.1, 0.2]):
        strategy.tell(make_trial(number, accuracy))
    asked = {strategy.ask(np.random.default_rng(seed)).choices["width_1"] for seed in range(200)}
    assert asked == set(range(20)) - {1}


def test_candidates_are_random_until_the_population_is_complete() -> None:
    strategy = RegularisedEvolution(SPACE, ACCURACY, EvolutionParams(population=3, sample=2))
    for number in range(3):
        assert strategy.ask(np.random.default_rng(0)).parents == ()
        strategy.tell(make_trial(number))
    assert strategy.ask(np.random.default_rng(0)).parents != ()
