"""The history of a run: its trials, their front, and the hypervolume after each."""

from __future__ import annotations

import math
from collections.abc import Sequence

from core.candidates.catalogue import kind_of
from core.datasets.prepare import Data
from core.jobs.endings import RunTotals
from core.metrics import METRICS
from core.pareto import front, hypervolume, points_of
from core.specs import Box, Objective, Proposal, Run, RunSpec, Trial

MARGIN = 4.0


class History:
    """The trials of one run, in order, and what follows from them."""

    def __init__(self, run: Run, trials: Sequence[Trial], data: Data) -> None:
        self._spec = run.spec
        self._data = data
        self.trials: list[Trial] = []
        self.keys: set[str] = set()
        self.totals = RunTotals()
        for trial in trials:
            self._count(trial)
        self.front = front(trials, run.spec.objectives)
        self.box = run.box
        # Of the front as it is; None until it was measured.
        self._volume: float | None = None

    @property
    def next_number(self) -> int:
        return len(self.trials)

    def add(self, trial: Trial) -> Trial:
        """Add ``trial``; return it with the hypervolume of all so far.

        The box that the hypervolume is a share of is fixed by the first complete trial, so that
        the measure only grows.
        """
        self.front = front([*self.front, trial], self._spec.objectives)
        if self.box is None and trial.status == "complete":
            self.box = measuring_box(self._spec, self._data, trial)
        if self.box is not None:
            if self._volume is None or any(member is trial for member in self.front):
                points = points_of(self.front, self._spec.objectives)
                self._volume = hypervolume(points, self.box)
            trial = trial.model_copy(update={"hypervolume": self._volume})
        self._count(trial)
        return trial

    def continued(self, trial: Trial | Proposal) -> Trial | None:
        """Return the trial that ``trial`` continues, if it does."""
        return None if trial.continues is None else self.trials[trial.continues]

    def first(self, trial: Trial) -> Trial:
        """Return the trial that began the training which ``trial`` goes on with."""
        while (before := self.continued(trial)) is not None:
            trial = before
        return trial

    def _count(self, trial: Trial) -> None:
        self.totals.add(trial, self.continued(trial))
        self.trials.append(trial)
        self.keys.add(trial.key)

    def best(self) -> dict[str, float]:
        """Return the best value of every objective so far, from the front."""
        return {
            o.metric: (max if o.direction == "maximize" else min)(
                trial.metrics[o.metric] for trial in self.front
            )
            for o in self._spec.objectives
            if self.front
        }


def measuring_box(spec: RunSpec, data: Data, first: Trial) -> Box:
    """Return the ideal and the worst relevant cost of every objective.

    Accuracy: all right to none right. Loss: 0 to a blind guess, ln(classes). Parameters, MACs and
    bytes: 0 to the dearest of 200 architectures drawn from the space (of all that a table has), or
    to the limit. Costs of a pruned network: 0 to its parent's. What only shows afterwards, as
    seconds: 0 to four times the first candidate's. A score without bounds: 0 to
    twice the first candidate's, or from twice that to 0 where it is negative.
    """
    drawn = _drawn(spec, data)
    return tuple(_side(objective, spec, data, first, drawn) for objective in spec.objectives)


def _side(
    objective: Objective,
    spec: RunSpec,
    data: Data,
    first: Trial,
    drawn: Sequence[dict[str, float]],
) -> tuple[float, float]:
    metric, up = objective.metric, objective.direction == "maximize"
    if METRICS[metric].unit == "score":
        own = -first.metrics[metric] if up else first.metrics[metric]
        return own - max(abs(own), 1.0), own + max(abs(own), 1.0)
    # A table may hold zeros: a box without an inside has no shares.
    extent = _extent(metric, spec, data, first, drawn) or 1.0
    return (-extent, 0.0) if up else (0.0, extent)


def _drawn(spec: RunSpec, data: Data) -> list[dict[str, float]]:
    if data.info.table is not None:
        return [{column.metric: column.high for column in data.info.table.columns}]
    return kind_of(spec.space).high_costs(data.info, spec.seed)


def _extent(
    metric: str, spec: RunSpec, data: Data, first: Trial, drawn: Sequence[dict[str, float]]
) -> float:
    if METRICS[metric].unit == "share":
        return 1.0
    if METRICS[metric].unit == "nats" and data.info.task == "classification":
        return math.log(len(data.info.class_names))
    own = first.metrics[metric]
    known = [cost[metric] for cost in drawn if metric in cost]
    if not known:
        return MARGIN * own
    limit = spec.limits.given().get(metric, math.inf)
    return max(own, min(limit, max([own, *known])))
