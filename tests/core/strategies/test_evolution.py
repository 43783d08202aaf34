"""Regularised evolution: the oldest dies, the best of the sample breeds."""

from __future__ import annotations

import numpy as np

from core.specs import Objective, Space
from core.strategies.catalogue import EvolutionParams
from core.strategies.evolution import RegularisedEvolution
from tests.conftest import make_trial

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
