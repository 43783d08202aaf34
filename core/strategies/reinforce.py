"""A controller trained by REINFORCE (Williams 1992; Zoph & Le 2017; NASNet, Zoph et al. 2018)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from core.metrics import METRICS
from core.spaces import sample
from core.spaces.operations import active, fill
from core.specs import Choice, Choices, Objective, Proposal, Space, Trial, Value
from core.strategies.base import Strategy
from core.strategies.catalogue import ReinforceParams
from core.strategies.novelty import moved_on

Floats = npt.NDArray[np.float64]
SMALLEST = 1e-6
PENALTY = -1.0


class Reinforce(Strategy):
    """Draws the choices one after the other from a softmax policy, and follows its gradient.

    The papers' controller is an LSTM, trained on thousands of candidates. Here the logits of a
    choice are linear in the values chosen before it: ``bias + sum of weights[earlier value]``. It
    is as autoregressive, holds every pairwise interplay, and learns within the hundreds of
    candidates that one machine can train.

    After each trial ``weights += learning_rate * (advantage * d log policy + entropy * d entropy)``
    with ``advantage = (reward - baseline) / deviation``; baseline and squared deviation are
    exponential moving averages, so that the step does not depend on the unit of the reward. A
    candidate that failed or broke a limit has an advantage of -1. Trials that the policy did not
    draw are learnt from as if it had. The papers' controller may draw a candidate again and is paid
    again; here a repetition is mutated until it is new.
    """

    def __init__(
        self, space: Space, objectives: Sequence[Objective], params: ReinforceParams
    ) -> None:
        super().__init__(space, objectives, params)
        self._params = params
        self._offsets: dict[str, int] = {}
        width = 1
        for choice in space.choices:
            self._offsets[choice.name] = width
            width += len(choice.values)
        self._weights = {c.name: np.zeros((len(c.values), width)) for c in space.choices}
        self._baseline = 0.0
        self._variance = 0.0
        self._rewarded = 0
        self._told: set[str] = set()

    def ask(self, rng: np.random.Generator) -> Proposal:
        if self._rewarded < self._params.warmup:
            return Proposal(choices=sample(self.space, rng))
        features = self._start()

        def pick(choice: Choice) -> Value:
            chances = self._policy(choice, features)
            index = int(rng.choice(len(chances), p=chances))
            features[self._offsets[choice.name] + index] = 1.0
            return choice.values[index]

        drawn = fill(self.space, pick)
        return Proposal(choices=moved_on(self.space, drawn, self._told, rng))

    def tell(self, trial: Trial) -> None:
        self._told.add(trial.key)
        if trial.status == "complete":
            self._learn(trial.choices, self._advantage(self._reward(trial)))
        elif trial.status in ("failed", "infeasible"):
            self._learn(trial.choices, PENALTY)

    def _reward(self, trial: Trial) -> float:
        """Return the logarithm of MnasNet's product (Tan et al. 2019, equation 2).

        The first objective counts fully, each other to the power ``cost_weight``. In logarithms
        the paper's targets are constants, which the baseline takes away; so none need be set.
        A score may be negative; its inverse hyperbolic sine grows as a logarithm on either side.
        """
        reward = 0.0
        for index, objective in enumerate(self.objectives):
            sign = 1.0 if objective.direction == "maximize" else -1.0
            weight = 1.0 if index == 0 else self._params.cost_weight
            value = trial.metrics[objective.metric]
            unbounded = METRICS[objective.metric].unit == "score"
            size = math.asinh(value) if unbounded else math.log(max(value, SMALLEST))
            reward += sign * weight * size
        return reward

    def _advantage(self, reward: float) -> float:
        self._rewarded += 1
        if self._rewarded == 1:
            self._baseline = reward
            return 0.0
        # A plain mean until there are enough for the moving one.
        keep = min(self._params.decay, 1.0 - 1.0 / self._rewarded)
        error = reward - self._baseline
        self._baseline += (1.0 - keep) * error
        self._variance = keep * (self._variance + (1.0 - keep) * error * error)
        return error / math.sqrt(self._variance) if self._variance > 0.0 else 0.0

    def _learn(self, choices: Choices, advantage: float) -> None:
        features = self._start()
        for choice in self.space.choices:
            if not active(choice, choices):
                continue
            chances = self._policy(choice, features)
            index = choice.values.index(choices[choice.name])
            slope = -advantage * chances
            slope[index] += advantage
            slope += self._params.entropy * _entropy_slope(chances)
            self._weights[choice.name] += self._params.learning_rate * np.outer(slope, features)
            features[self._offsets[choice.name] + index] = 1.0

    def _policy(self, choice: Choice, features: Floats) -> Floats:
        """Return the probability of each value, given the features of the earlier choices."""
        logits = self._weights[choice.name] @ features
        odds = np.exp(logits - logits.max())
        chances: Floats = odds / odds.sum()
        return chances

    def _start(self) -> Floats:
        """Return the first features: the bias, and zeros for the values that may be chosen."""
        features = np.zeros(next(iter(self._weights.values())).shape[1])
        features[0] = 1.0
        return features


def _entropy_slope(chances: Floats) -> Floats:
    """Return d entropy / d logits of a softmax: -p (log p + entropy)."""
    logs = np.log(np.maximum(chances, 1e-12))
    slope: Floats = -chances * (logs - (chances * logs).sum())
    return slope
