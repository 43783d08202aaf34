"""How long a run will take: a rule of thumb, corrected by what this store has seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.datasets import DatasetInfo
from core.errors import EvaluationError
from core.estimators.catalogue import ESTIMATORS
from core.jobs.limits import costs
from core.spaces import sample
from core.specs import Run, RunSpec

# Seconds to build and trace a small net, and multiply-accumulates a second, on two CPU cores; a
# training step costs about three forward passes.
OVERHEAD_SECONDS = 0.8
MACS_PER_SECOND = 4e9
PASSES = 3.0
# Trials that are looked up in a table, told and streamed a second.
LOOK_UPS_PER_SECOND = 1000.0
SAMPLES = 60
Metrics = Mapping[str, float]


@dataclass(frozen=True)
class TimeEstimate:
    """Seconds for a whole run: the expected value, a range, and what it rests on."""

    seconds: float
    low: float
    high: float
    basis: str


def estimate(
    spec: RunSpec, info: DatasetInfo, past: Sequence[tuple[Run, Sequence[Metrics]]]
) -> TimeEstimate:
    """The time ``spec`` takes on one device, from earlier runs on the same data if any.

    Args:
        past: earlier runs on the same data set, with the metrics of their trials.
    """
    if info.table is not None:
        return _of_table(spec)
    one = float(np.mean([_rule(spec, info, macs) for macs in _macs(spec, info)] or [0.0]))
    ratios = [ratio for run, metrics in past for ratio in _ratios(run, metrics, info)]
    low, middle, high = np.quantile(ratios, [0.1, 0.5, 0.9]) if ratios else (0.5, 1.0, 2.5)
    basis = (
        f"{len(ratios):,} candidates trained here before" if ratios else "a rule of thumb for a CPU"
    )
    total = one * spec.budget.trials
    cap = spec.budget.minutes * 60 if spec.budget.minutes else float("inf")
    seconds, least, most = (min(total * float(r), cap) for r in (middle, low, high))
    return TimeEstimate(seconds, least, most, basis)


def _of_table(spec: RunSpec) -> TimeEstimate:
    pace = float(spec.estimator.params.get("trials_per_second", 0) or LOOK_UPS_PER_SECOND)
    seconds = spec.budget.trials / min(pace, LOOK_UPS_PER_SECOND)
    if spec.budget.minutes:
        seconds = min(seconds, spec.budget.minutes * 60)
    return TimeEstimate(seconds, seconds, 2 * seconds, "the pace of a table")


def _macs(spec: RunSpec, info: DatasetInfo) -> list[float]:
    rng = np.random.default_rng(spec.seed)
    found = []
    for _ in range(SAMPLES):
        try:
            found.append(costs(spec, info, sample(spec.space, rng))["macs"])
        except EvaluationError:
            continue
    return found


def _rule(spec: RunSpec, info: DatasetInfo, macs: float) -> float:
    entry = ESTIMATORS.entry(spec.estimator.name)
    epochs = getattr(entry.params(**spec.estimator.params), "epochs", 1)
    return OVERHEAD_SECONDS + PASSES * macs * info.train_images * epochs / MACS_PER_SECOND


def _ratios(run: Run, metrics: Sequence[Metrics], info: DatasetInfo) -> list[float]:
    # A table's trials, or imported ones, may lack either.
    done = [each for each in metrics if {"seconds", "macs"} <= each.keys()]
    return [each["seconds"] / _rule(run.spec, info, each["macs"]) for each in done]
