"""Bayesian optimisation with a Gaussian process (Jones et al. 1998; ParEGO, Knowles 2006)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from core.pareto import front, points_of
from core.spaces import key, mutate, sample
from core.spaces.operations import Valid
from core.specs import Choice, Choices, Objective, Proposal, Space, Trial
from core.strategies.base import Strategy
from core.strategies.catalogue import GPParams

Floats = npt.NDArray[np.float64]
LENGTHS = (0.5, 1.0, 2.0, 4.0)
NOISES = (1e-3, 1e-2, 1e-1)
NEAR = 0.5
REMEMBERED = 500
FITTED = 200


class GaussianProcess(Strategy):
    """Predicts the cost of untried candidates and tries that of the greatest expected improvement.

    Several objectives are joined by ParEGO: every trial draws other weights at random and looks at
    the augmented Chebyshev sum of the costs, each scaled to [0, 1], so that in time all of the
    front is sought. What is weighed up is a pool: half of it random, half one change away from the
    front. Candidates that failed or broke a limit count as bad as the worst, so the process learns
    where they lie. To keep a proposal quick, only the last 500 trials are learnt from; those that
    failed are forgotten first.
    """

    def __init__(self, space: Space, objectives: Sequence[Objective], params: GPParams) -> None:
        super().__init__(space, objectives, params)
        self._startup = params.startup
        self._pool = params.pool
        self._told: set[str] = set()
        self._known: list[Trial] = []
        self._points: list[Floats] = []
        self._front: list[Trial] = []

    def ask(self, rng: np.random.Generator) -> Proposal:
        complete = sum(trial.status == "complete" for trial in self._known)
        if complete < self._startup:
            return Proposal(choices=sample(self.space, rng))
        pool = self._candidates(rng)
        if not pool:
            return Proposal(choices=sample(self.space, rng))
        costs = self._costs(rng)
        asked = np.stack([encode(self.space, choices) for choices in pool])
        mean, deviation = posterior(np.stack(self._points), costs, asked)
        gain = expected_improvement(mean, deviation, float(costs.min()))
        return Proposal(choices=pool[int(gain.argmax())])

    def tell(self, trial: Trial) -> None:
        self._told.add(trial.key)
        if trial.status == "complete":
            self._front = front([*self._front, trial], self.objectives)
        if trial.status != "stopped_early":
            self._remember(trial)

    def _remember(self, trial: Trial) -> None:
        self._known.append(trial)
        self._points.append(encode(self.space, trial.choices))
        if len(self._known) > REMEMBERED:
            bad = (place for place, known in enumerate(self._known) if known.status != "complete")
            oldest = next(bad, 0)
            del self._known[oldest], self._points[oldest]

    def _candidates(self, rng: np.random.Generator) -> list[Valid]:
        """Return up to ``pool`` untried architectures."""
        pool: dict[str, Valid] = {}
        for _ in range(self._pool):
            if rng.random() < NEAR:
                choices = mutate(self.space, _one_of(self._front, rng).choices, rng)
            else:
                choices = sample(self.space, rng)
            name = key(self.space, choices)
            if name not in self._told:
                pool[name] = choices
        return list(pool.values())

    def _costs(self, rng: np.random.Generator) -> Floats:
        """Return one cost for each known trial: Knowles 2006, equation 2, with rho = 0.05."""
        good = np.array([trial.status == "complete" for trial in self._known])
        points = points_of([t for t in self._known if t.status == "complete"], self.objectives)
        low = points.min(axis=0)
        span = np.ptp(points, axis=0)
        scaled = (points - low) / np.where(span > 0.0, span, 1.0)
        weights = rng.dirichlet(np.ones(points.shape[1]))
        weighted = scaled * weights
        costs = np.empty(len(good))
        costs[good] = weighted.max(axis=1) + 0.05 * weighted.sum(axis=1)
        costs[~good] = costs[good].max()
        return costs


def _one_of(trials: Sequence[Trial], rng: np.random.Generator) -> Trial:
    """Draw one of ``trials`` uniformly."""
    return trials[int(rng.integers(len(trials)))]


def encode(space: Space, choices: Choices) -> Floats:
    """Encode the architecture: numbers by rank in [0, 1], others one-hot, and existence."""
    return np.concatenate([_encode(choice, choices) for choice in space.choices])


def _encode(choice: Choice, choices: Choices) -> Floats:
    ordered = all(type(value) in (int, float) for value in choice.values)
    size = len(choice.values)
    point = np.zeros(2 if ordered else size)
    if choice.name not in choices:
        return point
    index = choice.values.index(choices[choice.name])
    if ordered:
        rank = sorted(choice.values).index(choice.values[index])
        return np.array([1.0, rank / max(1, size - 1)])
    # Two different values lie at distance 1, as the ends of an ordered choice do.
    point[index] = math.sqrt(0.5)
    return point


def posterior(known: Floats, costs: Floats, asked: Floats) -> tuple[Floats, Floats]:
    """Return mean and standard deviation of the cost at ``asked`` (rows are points).

    Matérn 5/2 kernel (Rasmussen & Williams 2006, equation 4.17), one length for all; length and
    noise are those of the greatest marginal likelihood (equation 2.30) on a small grid, which the
    latest 200 points are enough to tell.
    """
    centre, scale = costs.mean(), costs.std() or 1.0
    values = (costs - centre) / scale
    distance = _distances(known, known)
    recent = distance[-FITTED:, -FITTED:]
    length, noise = max(
        ((length, noise) for length in LENGTHS for noise in NOISES),
        key=lambda pair: _likelihood(covariance(recent, *pair), values[-FITTED:]),
    )
    lower = np.linalg.cholesky(covariance(distance, length, noise))
    cross = matern(_distances(known, asked) / length)
    solved = np.linalg.solve(lower, np.column_stack([values, cross]))
    mean = solved[:, 1:].T @ solved[:, 0]
    variance = np.maximum(1.0 - (solved[:, 1:] ** 2).sum(axis=0), 1e-12)
    return centre + scale * mean, scale * np.sqrt(variance)


def _likelihood(covariances: Floats, values: Floats) -> float:
    """Return the log marginal likelihood, up to its constant."""
    lower = np.linalg.cholesky(covariances)
    solved = np.linalg.solve(lower, values)
    return -0.5 * float(solved @ solved) - float(np.log(np.diag(lower)).sum())


def covariance(distance: Floats, length: float, noise: float) -> Floats:
    """Return the covariance of noisy observations at these distances; unit variance."""
    return matern(distance / length) + noise * np.eye(len(distance))


def matern(distance: Floats) -> Floats:
    """Return the Matérn 5/2 correlation at a distance in lengths."""
    scaled = math.sqrt(5.0) * distance
    correlation: Floats = (1.0 + scaled + scaled**2 / 3.0) * np.exp(-scaled)
    return correlation


def expected_improvement(mean: Floats, deviation: Floats, best: float) -> Floats:
    """Return the expected improvement below ``best`` (Jones et al. 1998, equation 15)."""
    z = (best - mean) / deviation
    below = np.array([0.5 * math.erfc(-one / math.sqrt(2.0)) for one in z])
    density = np.exp(-0.5 * z**2) / math.sqrt(2.0 * math.pi)
    gain: Floats = (best - mean) * below + deviation * density
    return gain


def _distances(one: Floats, two: Floats) -> Floats:
    squares = (one**2).sum(axis=1)[:, None] + (two**2).sum(axis=1) - 2.0 * one @ two.T
    distances: Floats = np.sqrt(np.maximum(squares, 0.0))
    return distances
