"""The Gaussian process by numbers worked out by hand: kernel, posterior, ParEGO, improvement."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from core.spaces import key
from core.specs import Objective, Space, Trial
from core.strategies import gp
from core.strategies.catalogue import GPParams
from core.strategies.gp import GaussianProcess, covariance, encode, matern
from tests.seeds import OBJECTIVES

SPACE = Space.model_validate({"name": "s", "family": "c", "choices": {"x": list(range(11))}})
# Matérn 5/2 one length away: (1 + √5 + 5/3) · e^-√5.
ONE_AWAY = 0.5239941


class Watched:
    """What a strategy hands to its process: known points, their costs, the best of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.known, self.costs, self.best = np.empty((0, 2)), np.empty(0), 0.0
        predict, improvement = gp.posterior, gp.expected_improvement

        def predicted(known: Any, costs: Any, asked: Any) -> Any:
            self.known, self.costs = known, costs
            return predict(known, costs, asked)

        def improved(mean: Any, deviation: Any, best: float) -> Any:
            self.best = best
            return improvement(mean, deviation, best)

        monkeypatch.setattr(gp, "posterior", predicted)
        monkeypatch.setattr(gp, "expected_improvement", improved)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    return Watched(monkeypatch)


def trial(number: int, accuracy: float | None, parameters: float = 1.0) -> Trial:
    """Of candidate ``number``; without an accuracy it failed."""
    metrics = {} if accuracy is None else {"val_accuracy": accuracy, "parameters": parameters}
    status = "failed" if accuracy is None else "complete"
    choices = {"x": number}
    name = key(SPACE, choices)
    return Trial(number=number, status=status, choices=choices, key=name, metrics=metrics)


def asked(objectives: tuple[Objective, ...], *trials: Trial, seed: int = 0) -> None:
    strategy = GaussianProcess(SPACE, objectives, GPParams(startup=2, pool=20))
    for one in trials:
        strategy.tell(one)
    strategy.ask(np.random.default_rng(seed))


def test_correlation_is_that_of_matern_five_halves() -> None:
    # At half a length: √5/2 = 1.1180340, (1 + 1.1180340 + 1.25/3) · 0.3269218.
    assert matern(np.array([1.0, 0.5])) == pytest.approx([ONE_AWAY, 0.8286492], abs=1e-6)


def test_covariance_is_correlation_in_lengths_and_noise_on_the_diagonal() -> None:
    found = covariance(np.array([[0.0, 2.0], [2.0, 0.0]]), 2.0, 0.1)
    assert found == pytest.approx(np.array([[1.1, ONE_AWAY], [ONE_AWAY, 1.1]]), abs=1e-6)


def test_posterior_of_two_points_that_know_nothing_of_each_other() -> None:
    # Costs 1 and 5 are -1 and 1 around 3, in units of 2. Far apart, the shortest length and the
    # smallest noise are the likeliest: 0.5 and 0.001. Half a unit from the first is one length:
    # mean 3 - 2 · 0.5239941 / 1.001, deviation 2 · √(1 - 0.5239941² / 1.001).
    known, costs = np.array([[0.0], [100.0]]), np.array([1.0, 5.0])
    mean, deviation = gp.posterior(known, costs, np.array([[0.0], [0.5], [50.0]]))
    assert mean == pytest.approx([1.001998, 1.953059, 3.0], abs=1e-5)
    assert deviation == pytest.approx([0.063214, 1.703767, 2.0], abs=1e-5)


def test_posterior_of_pairs_that_agree_has_the_longest_length() -> None:
    # A quarter of the length 4 apart, two ends of a pair correlate by k(0.25) = 0.950960; between
    # them k(0.125) = 0.987199. Mean 3 - 2 · 2 · 0.987199 / (1.001 + 0.950960).
    known, costs = np.array([[0.0], [1.0], [100.0], [101.0]]), np.array([1.0, 1.0, 5.0, 5.0])
    mean, deviation = gp.posterior(known, costs, np.array([[0.5]]))
    assert mean == pytest.approx([0.977010], abs=1e-5)
    # 2 · √(1 - 2 · 0.987199² / 1.951960)
    assert deviation == pytest.approx([0.076253], abs=1e-5)


def test_posterior_of_two_neighbours_that_differ_has_the_shortest_length_and_much_noise() -> None:
    # -1 and 1, correlated by r: the likelihood is -1 / (1 + noise - r) - ln((1 + noise)² - r²) / 2.
    # Of length 0.5, r = 0.138660: -1.127516 with noise 0.1, -1.150948 with 0.001; of length 1,
    # -1.702719 at the most. The deviation between them is 2 · √(1 - 2 · 0.5239941² / 1.238660).
    known, costs = np.array([[0.0], [1.0]]), np.array([1.0, 5.0])
    mean, deviation = gp.posterior(known, costs, np.array([[0.5]]))
    assert (mean[0], deviation[0]) == pytest.approx((3.0, 1.492202), abs=1e-5)


def test_expected_improvement_at_the_best_and_one_deviation_below() -> None:
    # At z = 0 it is 0.2 · φ(0) = 0.2 · 0.3989423; at z = 1 it is 0.2 · Φ(1) + 0.2 · φ(1), where
    # Φ(1) = 0.8413447 and φ(1) = 0.2419707.
    gain = gp.expected_improvement(np.array([0.5, 0.3]), np.array([0.2, 0.2]), 0.5)
    assert gain == pytest.approx([0.0797885, 0.2166631], abs=1e-6)


def test_numbers_are_encoded_by_rank_and_names_at_distance_one() -> None:
    choices = {"n": [40, 10, 20], "name": ["a", "b"], "more": {"values": [1, 2], "when": {"n": 10}}}
    space = Space.model_validate({"name": "s", "family": "c", "choices": choices})
    found = encode(space, {"n": 20, "name": "b"})
    assert found.tolist() == pytest.approx([1.0, 0.5, 0.0, math.sqrt(0.5), 0.0, 0.0])
    other = encode(space, {"n": 20, "name": "a"})
    assert np.linalg.norm(found - other) == pytest.approx(1.0)


def test_one_objective_is_scaled_to_one_and_a_failure_costs_as_much_as_the_worst(
    watched: Watched,
) -> None:
    asked(OBJECTIVES[:1], trial(0, 0.5), trial(1, 0.9), trial(2, None), trial(3, 0.8))
    # (0.9 - accuracy) / 0.4, and a twentieth of it once more.
    assert watched.costs.tolist() == pytest.approx([1.05, 0.0, 1.05, 0.2625])
    assert watched.best == 0.0


def test_two_objectives_are_joined_by_their_largest_and_a_twentieth_of_their_sum(
    watched: Watched,
) -> None:
    ends = set()
    for seed in range(3):
        trials = trial(0, 0.9, 300), trial(1, 0.5, 100), trial(2, 0.7, 200), trial(3, None)
        asked(OBJECTIVES, *trials, seed=seed)
        dear, bad, middle, failed = watched.costs
        # Scaled, they lie at (0, 1), (1, 0) and (0.5, 0.5); the weights add up to one.
        assert dear + bad == pytest.approx(1.05)
        heavier = max(dear, bad) / 1.05
        assert middle == pytest.approx(0.5 * heavier + 0.05 * 0.5)
        assert failed == max(dear, bad) and watched.best == min(dear, bad, middle)
        ends.add(round(float(dear), 6))
    assert len(ends) == 3


def test_what_failed_first_is_forgotten_first(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gp, "REMEMBERED", 4)
    trials = [trial(0, 0.5), trial(1, None), trial(2, 0.6), trial(3, None), trial(4, 0.7)]
    asked(OBJECTIVES, *trials)
    assert watched.known[:, 1] == pytest.approx([0.0, 0.2, 0.3, 0.4])
    asked(OBJECTIVES, *trials, trial(5, 0.8), trial(6, 0.9))
    assert watched.known[:, 1] == pytest.approx([0.2, 0.4, 0.5, 0.6])


def test_the_process_is_asked_once_enough_are_complete(watched: Watched) -> None:
    asked(OBJECTIVES[:1], trial(0, 0.5), trial(1, None), trial(2, None))
    assert not len(watched.costs)
    asked(OBJECTIVES[:1], trial(0, 0.5), trial(1, None), trial(2, 0.6))
    assert len(watched.costs) == 3


def test_the_greatest_improvement_of_all_untried_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gp, "expected_improvement", lambda mean, deviation, best: mean)
    # Whatever the process says, the last rank promises most.
    monkeypatch.setattr(gp, "posterior", lambda known, costs, asked: (asked[:, 1], asked[:, 0]))
    strategy = GaussianProcess(SPACE, OBJECTIVES, GPParams(startup=2, pool=300))
    for number, expected in ((0, None), (10, 9), (9, 8)):
        strategy.tell(trial(number, 0.5))
        if expected is not None:
            assert strategy.ask(np.random.default_rng(0)).choices == {"x": expected}


def test_an_objective_that_is_the_same_for_all_adds_nothing(watched: Watched) -> None:
    asked(OBJECTIVES, trial(0, 0.9, 100), trial(1, 0.5, 100), trial(2, 0.7, 100))
    best, worst, middle = watched.costs
    assert (best, middle) == pytest.approx((0.0, worst / 2)) and worst > 0
