"""REINFORCE: the controller learns, also what a choice is worth only together with another."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from core.specs import Objective, Space, Trial
from core.strategies import STRATEGIES, propose
from core.strategies.catalogue import ReinforceParams
from core.strategies.reinforce import Reinforce

ACCURACY = Objective(metric="val_accuracy", direction="maximize")
SIZE = Objective(metric="parameters", direction="minimize")
SPACE = Space.model_validate(
    {"name": "s", "family": "c", "choices": {f"x{i}": [0, 1, 2, 3, 4] for i in range(6)}}
)
Score = Callable[[np.ndarray], float]


def close_to_target(values: np.ndarray) -> float:
    return 0.5 + 0.5 * float((values == np.array([4, 0, 3, 1, 2, 2])).mean())


def equal_pairs(values: np.ndarray) -> float:
    return 0.5 + 0.5 * float((values[::2] == values[1::2]).mean())


def late_mean(name: str, score: Score, seed: int) -> float:
    """The mean reward of trials 250 to 300 of a search, in which nothing is tried twice."""
    strategy = STRATEGIES.load(name)(SPACE, (ACCURACY,), STRATEGIES.entry(name).params())
    rewards, tried = list[float](), set[str]()
    for number in range(300):
        proposed = propose(strategy, tried, seed=seed, number=number)
        assert proposed is not None
        choices, name_ = proposed[0].choices, proposed[1]
        rewards.append(score(np.array(list(choices.values()))))
        metrics = {"val_accuracy": rewards[-1]}
        strategy.tell(
            Trial(number=number, status="complete", choices=choices, key=name_, metrics=metrics)
        )
        tried.add(name_)
    return float(np.mean(rewards[-50:]))


@pytest.mark.parametrize("score", [close_to_target, equal_pairs])
def test_late_rewards_clearly_beat_random_ones(score: Score) -> None:
    gains = [
        late_mean("reinforce", score, seed) - late_mean("random", score, seed) for seed in range(5)
    ]
    assert min(gains) > 0.12


def told(strategy: Reinforce, status: str, rounds: int, **metrics: float) -> None:
    choices = {f"x{i}": 4 for i in range(6)}
    trial = Trial(number=0, status=status, choices=choices, key="", metrics=metrics)
    for _ in range(rounds):
        strategy.tell(trial)


def share_of_fours(strategy: Reinforce) -> float:
    drawn = [strategy.ask(np.random.default_rng(seed)).choices.values() for seed in range(60)]
    return float(np.mean([[value == 4 for value in values] for values in drawn]))


def test_failures_are_avoided() -> None:
    strategy = Reinforce(SPACE, (ACCURACY,), ReinforceParams(warmup=0))
    told(strategy, "failed", 20)
    assert share_of_fours(strategy) < 0.1


def test_a_score_below_nothing_is_learnt_from_too() -> None:
    score = Objective(metric="proxy", direction="maximize")
    strategy = Reinforce(SPACE, (score,), ReinforceParams(warmup=0))
    zeros = {f"x{i}": 0 for i in range(6)}
    strategy.tell(
        Trial(number=0, status="complete", choices=zeros, key="", metrics={"proxy": -20.0})
    )
    told(strategy, "complete", 5, proxy=-90.0)
    assert share_of_fours(strategy) < 0.1


def test_a_dearer_candidate_is_paid_less() -> None:
    strategy = Reinforce(SPACE, (ACCURACY, SIZE), ReinforceParams(warmup=0, cost_weight=0.5))
    strategy.tell(
        Trial(
            number=0,
            status="complete",
            choices={f"x{i}": 0 for i in range(6)},
            key="",
            metrics={"val_accuracy": 0.8, "parameters": 100.0},
        )
    )
    told(strategy, "complete", 5, val_accuracy=0.8, parameters=900.0)
    assert share_of_fours(strategy) < 0.2
