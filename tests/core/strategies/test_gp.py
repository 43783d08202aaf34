"""The Gaussian process: right numbers from its formulas, and a better search than chance."""

from __future__ import annotations

import numpy as np

from core.pareto import hypervolume, points_of
from core.spaces import mutate, sample
from core.specs import Space, Trial
from core.strategies import STRATEGIES, propose
from core.strategies.gp import REMEMBERED, encode, expected_improvement, matern, posterior
from tests.seeds import OBJECTIVES

SPACE = Space.model_validate(
    {"name": "s", "family": "c", "choices": {f"x{i}": list(range(6)) for i in range(6)}}
)


def test_expected_improvement_is_the_mean_of_what_falls_below() -> None:
    draws = np.random.default_rng(0).normal(0.4, 0.3, 400_000)
    gain = expected_improvement(np.array([0.4]), np.array([0.3]), 0.2)
    assert abs(gain[0] - np.maximum(0.2 - draws, 0.0).mean()) < 1e-3


def test_prediction_meets_the_data_and_is_unsure_far_from_it() -> None:
    known = np.linspace(0.0, 3.0, 12)[:, None]
    mean, deviation = posterior(known, np.sin(known[:, 0]), np.array([[1.37], [40.0]]))
    assert abs(mean[0] - np.sin(1.37)) < 0.05
    assert deviation[1] > 5 * deviation[0]


def test_correlation_is_one_at_home_and_falls_with_distance() -> None:
    values = matern(np.array([0.0, 0.5, 2.0]))
    assert values[0] == 1.0 and values[0] > values[1] > values[2] > 0.0


def test_encoding_tells_an_absent_choice_from_a_present_one(space: Space) -> None:
    rng = np.random.default_rng(1)
    for _ in range(50):
        one = sample(space, rng)
        two = mutate(space, one, rng)
        assert len(encode(space, one)) == len(encode(space, two))
        assert (encode(space, one) != encode(space, two)).any()


def volume(name: str, seed: int) -> float:
    strategy = STRATEGIES.load(name)(SPACE, OBJECTIVES, STRATEGIES.entry(name).params())
    trials: list[Trial] = []
    for number in range(50):
        tried = {trial.key for trial in trials}
        proposal, key = propose(strategy, tried, seed=seed, number=number)
        values = np.array(list(proposal.choices.values()), dtype=float)
        accuracy = 1.0 - float(np.abs(values - np.arange(6)).mean()) / 6.0
        metrics = {"val_accuracy": accuracy, "parameters": float(values.sum())}
        broken = number % 9 == 8
        status, metrics = ("infeasible", {}) if broken else ("complete", metrics)
        trials.append(
            Trial(number=number, status=status, key=key, metrics=metrics, **proposal.model_dump())
        )
        strategy.tell(trials[-1])
    complete = [trial for trial in trials if trial.status == "complete"]
    return hypervolume(points_of(complete, OBJECTIVES), ((-1.0, 0.0), (0.0, 30.0)))


def test_finds_a_better_front_than_random_search() -> None:
    gains = [volume("gp", seed) - volume("random", seed) for seed in range(3)]
    assert min(gains) > 0.02


def test_many_that_broke_a_limit_do_not_drive_out_what_was_learnt() -> None:
    strategy = STRATEGIES.load("gp")(SPACE, OBJECTIVES, STRATEGIES.entry("gp").params())
    rng = np.random.default_rng(0)
    for number in range(REMEMBERED + 30):
        choices = sample(SPACE, rng)
        metrics = {"val_accuracy": 0.5, "parameters": float(sum(map(int, choices.values())))}
        status, metrics = ("complete", metrics) if number < 20 else ("infeasible", {})
        strategy.tell(
            Trial(number=number, status=status, key=str(number), choices=choices, metrics=metrics)
        )
    asked = strategy.ask(np.random.default_rng(1)).choices
    assert asked != sample(SPACE, np.random.default_rng(1))
