"""The history of a run: its trials, what they come to, and whether it is over."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.candidates.catalogue import kind_of
from core.datasets.catalogue import DatasetInfo
from core.metrics import METRICS
from core.pareto import front, hypervolume, points_of
from core.specs import Box, Objective, Proposal, Run, RunSpec, RunStatus, Trial, TrialStatus

HOPELESS_FAILURES = 5
HOPELESS_INFEASIBLE = 1000
MARGIN = 4.0


@dataclass(frozen=True)
class StopDecision:
    """The status a run goes to, and why."""

    status: RunStatus
    reason: str = ""


class History:
    """The trials of one run, in order, and what follows from them.

    Attributes:
        keys: of all architectures that were tried.
        outcomes: candidates by how they ended; one that was trained on counts once.
        epochs: epochs trained; a trial that continues another adds what it trained itself.
        front: the trials that no other beats.
        box: what the hypervolume is a share of; None before any trial is complete.
    """

    def __init__(
        self, run: Run, trials: Sequence[Trial], info: DatasetInfo, home: Path | None = None
    ) -> None:
        self._spec, self._info, self._home = run.spec, info, home
        self.trials: list[Trial] = []
        self.keys: set[str] = set()
        self.outcomes: Counter[TrialStatus] = Counter()
        self.epochs = 0
        # In a row, up to the last trial.
        self._infeasible = 0
        for trial in trials:
            self._count(trial)
        self.front = front(trials, run.spec.objectives)
        self.box = run.box
        # Of the front as it is; None until it was measured.
        self._volume: float | None = None

    def add(self, trial: Trial) -> Trial:
        """Add ``trial``; return it with the hypervolume of all so far.

        The box that the hypervolume is a share of is fixed by the first complete trial, so that
        the measure only grows.
        """
        self.front = front([*self.front, trial], self._spec.objectives)
        if self.box is None and trial.status == "complete":
            self.box = measuring_box(self._spec, self._info, trial, self._home)
        if self.box is not None:
            if self._volume is None or any(member is trial for member in self.front):
                points = points_of(self.front, self._spec.objectives)
                self._volume = hypervolume(points, self.box)
            trial = trial.model_copy(update={"hypervolume": self._volume})
        self._count(trial)
        return trial

    def _count(self, trial: Trial) -> None:
        """Count ``trial``, and no longer the one it continues."""
        self.outcomes[trial.status] += 1
        self.epochs += trial.epochs
        if (before := self.continued(trial)) is not None:
            self.outcomes[before.status] -= 1
            self.epochs -= before.epochs
        self._infeasible = self._infeasible + 1 if trial.status == "infeasible" else 0
        self.trials.append(trial)
        self.keys.add(trial.key)

    def continued(self, trial: Trial | Proposal) -> Trial | None:
        """Return the trial that ``trial`` continues, if it does."""
        return None if trial.continues is None else self.trials[trial.continues]

    def first(self, trial: Trial) -> Trial:
        """Return the trial that began the training which ``trial`` goes on with."""
        while (before := self.continued(trial)) is not None:
            trial = before
        return trial

    @property
    def best(self) -> dict[str, float]:
        """The best value of every objective so far, from the front."""
        return {
            o.metric: (max if o.direction == "maximize" else min)(
                trial.metrics[o.metric] for trial in self.front
            )
            for o in self._spec.objectives
            if self.front
        }

    @property
    def trained(self) -> int:
        """Candidates that count against the budget."""
        return self.outcomes.total() - self.outcomes["infeasible"]

    def ending(self, seconds: float) -> StopDecision | None:
        """Return why the run ends before the next trial or epoch, or None if it goes on.

        That its candidates are all trained does not end it: some may still be trained on.

        Args:
            seconds: the time worked so far, pauses left out.
        """
        budget = self._spec.budget
        if self.outcomes["failed"] == self.trained >= HOPELESS_FAILURES:
            return self.finish()
        if budget.minutes is not None and seconds >= budget.minutes * 60:
            return self.finish(_time_over(budget.minutes, self.trained))
        if budget.epochs is not None and self.epochs >= budget.epochs:
            return self.finish(f"The {budget.epochs:,} epochs are over.")
        if self._infeasible < HOPELESS_INFEASIBLE:
            return None
        reason = (
            f"The last {HOPELESS_INFEASIBLE} candidates in a row broke a limit; the last one: "
            f"{self.trials[-1].reason} Raise the limits or choose a smaller space."
        )
        return StopDecision("finished" if self.outcomes["complete"] else "failed", reason)

    def finish(self, reason: str = "") -> StopDecision:
        """Return the end of a run with nothing left to do: failed if no trial has a score."""
        lost = self.outcomes["failed"] + self.outcomes["infeasible"]
        if 0 < self.outcomes.total() == lost:
            return StopDecision("failed", _all_failed(self.trials))
        return StopDecision("finished", reason)


def _time_over(minutes: float, trained: int) -> str:
    if trained:
        return f"The {minutes:g} minutes are over."
    return f"The {minutes:g} minutes were over before the first network was trained. Allow more."


def _all_failed(trials: Sequence[Trial]) -> str:
    failed = [trial.reason for trial in trials if trial.status == "failed"]
    reasons = failed or [trial.reason for trial in trials]
    reason, times = Counter(reasons).most_common(1)[0]
    how = "failed" if failed else "broke a limit or could not be built"
    share = "" if times == len(reasons) else f", {times} of them so"
    return f"All {len(reasons)} candidates {how}{share}: {reason}"


def measuring_box(spec: RunSpec, info: DatasetInfo, first: Trial, home: Path | None = None) -> Box:
    """Return the ideal and the worst relevant cost of every objective.

    Accuracy: all right to none right. Loss: 0 to a blind guess, ln(classes). Parameters, MACs and
    bytes: 0 to the dearest of 200 architectures drawn from the space (of all that a table has), or
    to the limit. Costs of a pruned network: 0 to its parent's. What only shows afterwards, as
    seconds: 0 to four times the first candidate's. A score without bounds: 0 to
    twice the first candidate's, or from twice that to 0 where it is negative.
    """
    if info.table is not None:
        drawn = [{column.metric: column.high for column in info.table.columns}]
    else:
        drawn = kind_of(spec.space, home).high_costs(info, spec.seed)
    return tuple(_side(objective, spec, info, first, drawn) for objective in spec.objectives)


def _side(
    objective: Objective,
    spec: RunSpec,
    info: DatasetInfo,
    first: Trial,
    drawn: Sequence[dict[str, float]],
) -> tuple[float, float]:
    metric, up = objective.metric, objective.direction == "maximize"
    own, unit = first.metrics[metric], METRICS[metric].unit
    known = [cost[metric] for cost in drawn if metric in cost]
    if unit == "score":
        middle = -own if up else own
        return middle - max(abs(own), 1.0), middle + max(abs(own), 1.0)
    if unit == "share":
        extent = 1.0
    elif unit == "nats" and info.task == "classification":
        extent = math.log(len(info.class_names))
    elif known:
        limit = spec.limits.given().get(metric, math.inf)
        extent = max(own, min(limit, max([own, *known])))
    else:
        extent = MARGIN * own
    # A table may hold zeros: a box without an inside has no shares.
    extent = extent or 1.0
    return (-extent, 0.0) if up else (0.0, extent)
