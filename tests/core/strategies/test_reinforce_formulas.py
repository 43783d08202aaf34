"""REINFORCE by numbers worked out by hand: reward, baseline, step and entropy."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from core.specs import Objective, Space, Trial
from core.strategies.catalogue import ReinforceParams
from core.strategies.reinforce import Reinforce

ACCURACY = Objective(metric="val_accuracy", direction="maximize")
SIZE = Objective(metric="parameters", direction="minimize")
SCORE = Objective(metric="proxy", direction="maximize")
ONE = Space.model_validate({"name": "s", "family": "c", "choices": {"x": [0, 1]}})
TWO = Space.model_validate({"name": "s", "family": "c", "choices": {"x": [0, 1], "y": [0, 1]}})
PLAIN = {"learning_rate": 1.0, "entropy": 0.0, "decay": 0.9, "warmup": 0}


class Watched(np.random.Generator):
    """A generator that remembers with which chances it was asked to draw."""

    def __init__(self, seed: int) -> None:
        super().__init__(np.random.PCG64(seed))
        self.chances: list[list[float]] = []

    def choice(self, *args: Any, p: Any = None, **more: Any) -> Any:
        self.chances.append(np.asarray(p).tolist())
        return super().choice(*args, p=p, **more)


def controller(*objectives: Objective, space: Space = ONE, **params: float) -> Reinforce:
    return Reinforce(space, objectives, ReinforceParams.model_validate(PLAIN | params))


def tell(strategy: Reinforce, status: str = "complete", y: int = 0, **metrics: float) -> None:
    """Tell of the candidate whose x is the last metric, ``x``."""
    choices = {"x": int(metrics.pop("x")), "y": y}
    held = {choice.name: choices[choice.name] for choice in strategy.space.choices}
    strategy.tell(Trial(number=0, status=status, choices=held, key="", metrics=metrics))


def chance_of_one(strategy: Reinforce) -> float:
    rng = Watched(0)
    strategy.ask(rng)
    return rng.chances[0][1]


def logistic(difference: float) -> float:
    return 1.0 / (1.0 + math.exp(-difference))


def test_four_steps_by_hand() -> None:
    strategy = controller(ACCURACY)
    # Let e be ln 0.8 - ln 0.5. The first is the baseline and teaches nothing.
    tell(strategy, x=0, val_accuracy=0.5)
    assert chance_of_one(strategy) == 0.5
    # Error e, kept 1/2, squared deviation 1/2 · (0 + 1/2 · e²): advantage 2, half of it a logit.
    tell(strategy, x=1, val_accuracy=0.8)
    assert chance_of_one(strategy) == pytest.approx(logistic(2.0))
    # Baseline e/2, error -e/2, kept 2/3, squared deviation 2/3 · (e²/4 + 1/3 · e²/4) = 2/9 e²:
    # advantage -1.5 / √2, times the chance of the other value, 0.8807971.
    logit = 1.0 + 1.5 / math.sqrt(2.0) * 0.8807971
    tell(strategy, x=0, val_accuracy=0.5)
    assert chance_of_one(strategy) == pytest.approx(logistic(2.0 * logit))
    # Baseline e/2 - e/6 = e/3, error 2/3 e, kept 3/4, squared deviation
    # 3/4 · (2/9 e² + 1/4 · 4/9 e²) = e²/4: advantage 4/3.
    logit += 4.0 / 3.0 * (1.0 - logistic(2.0 * logit))
    tell(strategy, x=1, val_accuracy=0.8)
    assert chance_of_one(strategy) == pytest.approx(logistic(2.0 * logit))


def test_the_mean_that_moves_keeps_no_more_than_its_decay() -> None:
    strategy = controller(ACCURACY, decay=0.25)
    tell(strategy, x=0, val_accuracy=0.5)
    # Kept 1/4: squared deviation 1/4 · 3/4 e², advantage 4 / √3.
    tell(strategy, x=1, val_accuracy=0.8)
    assert chance_of_one(strategy) == pytest.approx(logistic(4.0 / math.sqrt(3.0)))


def test_a_failure_has_an_advantage_of_minus_one() -> None:
    strategy = controller(ACCURACY)
    tell(strategy, "failed", x=0)
    assert chance_of_one(strategy) == pytest.approx(logistic(1.0))


def test_entropy_pulls_towards_equal_chances() -> None:
    strategy = controller(ACCURACY, entropy=1.0)
    tell(strategy, "failed", x=0)
    # Equal chances have the greatest entropy: nothing is added.
    assert chance_of_one(strategy) == pytest.approx(logistic(1.0))
    tell(strategy, "infeasible", x=0)
    # Chances 0.2689414 and 0.7310586, entropy 0.5822031: -0.7310586 · (ln 0.7310586 + 0.5822031)
    # = -0.1966119 beside the step of 0.7310586.
    assert chance_of_one(strategy) == pytest.approx(logistic(2 * (0.5 + 0.7310586 - 0.1966119)))


@pytest.mark.parametrize("x", [0, 1])
def test_a_later_choice_hangs_on_the_earlier_one(x: int) -> None:
    strategy = controller(ACCURACY, space=TWO)
    tell(strategy, "failed", x=x)
    found: dict[int, float] = {}
    for seed in range(20):
        rng = Watched(seed)
        drawn = int(str(strategy.ask(rng).choices["x"]))
        (_, one), (_, other) = rng.chances
        assert one == pytest.approx(logistic(1.0 - 2.0 * x))
        found[drawn] = other
    # The bias learnt it once, the value of x that failed once more.
    assert found == pytest.approx({x: logistic(2.0), 1 - x: logistic(1.0)})


def test_other_objectives_count_to_the_power_of_their_weight() -> None:
    # At a weight of 1/2, three times as large takes √3 off: 2 / √3 is a gain, 1.5 / √3 a loss.
    for factor, chance in ((2.0, logistic(2.0)), (1.5, logistic(-2.0))):
        strategy = controller(ACCURACY, SIZE, cost_weight=0.5)
        tell(strategy, x=0, val_accuracy=0.4, parameters=100.0)
        tell(strategy, x=1, val_accuracy=0.4 * factor, parameters=300.0)
        assert chance_of_one(strategy) == pytest.approx(chance)


@pytest.mark.parametrize(
    ("objective", "values"),
    [
        (ACCURACY, [math.exp(-3), math.exp(-2), math.exp(-1)]),
        # Nothing right counts as a millionth.
        (ACCURACY, [0.0, 1e-3, 1.0]),
        (SCORE, [math.sinh(0), math.sinh(1), math.sinh(2)]),
    ],
    ids=["logarithm", "logarithm of nothing", "inverse hyperbolic sine"],
)
def test_rewards_grow_as_logarithms(objective: Objective, values: list[float]) -> None:
    strategy = controller(objective)
    for x, value in zip((0, 1, 1), values, strict=True):
        tell(strategy, x=x, **{objective.metric: value})
    # Rewards one apart: error 1 and advantage 2; then error 3/2, squared deviation
    # 2/3 · (1/4 + 1/3 · 9/4) = 2/3, advantage 3/2 · √(3/2).
    logit = 1.0 + 1.5 * math.sqrt(1.5) * (1.0 - logistic(2.0))
    assert chance_of_one(strategy) == pytest.approx(logistic(2.0 * logit))


def test_equal_rewards_teach_nothing() -> None:
    strategy = controller(ACCURACY)
    for x in (0, 1, 1):
        tell(strategy, x=x, val_accuracy=0.5)
    assert chance_of_one(strategy) == 0.5
