"""What a run has found so far: its trials, their front, and the hypervolume after each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress

import numpy as np

from core.datasets.prepare import Data
from core.errors import EvaluationError
from core.jobs.limits import costs
from core.pareto import front, hypervolume, points_of
from core.spaces import sample
from core.specs import METRICS, Box, Run, RunSpec, Trial

SAMPLES = 200
SECONDS_MARGIN = 4.0


class History:
    """The trials of one run, in order, and what follows from them."""

    def __init__(self, run: Run, trials: Sequence[Trial], data: Data) -> None:
        self._spec = run.spec
        self._data = data
        self.trials = list(trials)
        self.keys = {trial.key for trial in trials}
        self.front = front(trials, run.spec.objectives)
        self.box = run.box

    @property
    def next_number(self) -> int:
        return len(self.trials)

    def add(self, trial: Trial) -> Trial:
        """Take ``trial`` in; returns it with the hypervolume of all so far.

        The box that the hypervolume is a share of is fixed by the first complete trial, so that
        the measure only grows.
        """
        self.front = front([*self.front, trial], self._spec.objectives)
        if self.box is None and trial.status == "complete":
            self.box = measuring_box(self._spec, self._data, trial)
        if self.box is not None:
            points = points_of(self.front, self._spec.objectives)
            trial = trial.model_copy(update={"hypervolume": hypervolume(points, self.box)})
        self.trials.append(trial)
        self.keys.add(trial.key)
        return trial

    def best(self) -> dict[str, float]:
        """The best value of every objective so far; some member of the front has it."""
        return {
            o.metric: (max if o.direction == "maximize" else min)(
                trial.metrics[o.metric] for trial in self.front
            )
            for o in self._spec.objectives
            if self.front
        }


def measuring_box(spec: RunSpec, data: Data, first: Trial) -> Box:
    """For every objective the ideal cost and the worst one worth measuring.

    Accuracy: all right to none right. Loss: 0 to a blind guess, ln(classes). Parameters, MACs and
    bytes: 0 to the dearest of 200 architectures drawn from the space, or to the limit. Seconds: 0
    to four times the first candidate's.
    """
    rng = np.random.default_rng(spec.seed)
    drawn: list[dict[str, float]] = []
    for _ in range(SAMPLES):
        with suppress(EvaluationError):
            drawn.append(costs(spec, data.info, sample(spec.space, rng)))
    extents = [_extent(o.metric, spec, data, first, drawn) for o in spec.objectives]
    return tuple(
        (-extent, 0.0) if objective.direction == "maximize" else (0.0, extent)
        for objective, extent in zip(spec.objectives, extents, strict=True)
    )


def _extent(
    metric: str, spec: RunSpec, data: Data, first: Trial, drawn: Sequence[dict[str, float]]
) -> float:
    if METRICS[metric].unit == "share":
        return 1.0
    if METRICS[metric].unit == "nats":
        return math.log(len(data.info.class_names))
    own = first.metrics[metric]
    if metric == "seconds":
        return SECONDS_MARGIN * own
    limit = spec.limits.given().get(metric, math.inf)
    return max(own, min(limit, max([own, *(cost[metric] for cost in drawn)])))
