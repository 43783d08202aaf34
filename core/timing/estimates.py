"""Estimates the time of a run: a rule of thumb, corrected by earlier runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np

from core.candidates.catalogue import kind_of
from core.candidates.computation import Computation, mean_work, work_of
from core.datasets import DatasetInfo
from core.errors import CoreError, EvaluationError
from core.estimators.catalogue import (
    ESTIMATORS,
    EstimatorParams,
    TableParams,
    TrainingParams,
)
from core.spaces import count_architectures, sample
from core.specs import Run, RunSpec, Value
from core.store.columns import STREAMED, Streamed
from core.strategies import STRATEGIES, Strategy
from core.strategies.catalogue import RungParams
from core.tables.fitting import answered
from core.timing.extra_pace import ExtraPace, pace_of
from core.timing.training_pace import RULES

# Trials that are looked up in a table, told and streamed a second.
LOOK_UPS_PER_SECOND = 1000.0
SAMPLES = 60
# Taken over predicted seconds at 10, 50 and 90 % of candidates, as long as none was seen.
UNSEEN = (0.5, 1.0, 2.5)
FEW = 3
# So many candidates of earlier runs are sketched: sketching one takes up to 3 ms.
MOST_SEEN = 100


@dataclass(frozen=True)
class TimeEstimate:
    """Seconds for a whole run: the expected value, a range, and what it rests on."""

    seconds: float
    low: float
    high: float
    basis: str


@dataclass(frozen=True)
class Effort:
    """The work of a run: trainings (a continued one counts again), their epochs, other answers.

    ``untrained`` are answers without training. Expected values, so not whole numbers.
    """

    trainings: float
    epochs: float
    untrained: float


def estimate(
    spec: RunSpec, info: DatasetInfo, earlier: Sequence[tuple[Run, Streamed]], home: Path
) -> TimeEstimate:
    """Estimate the time of ``spec`` on one device, from earlier runs if there are any.

    Args:
        earlier: runs on the same data set, with their trials.
        home: the folder with the parents.
    """
    effort = effort_of(spec, info)
    if info.table is not None:
        return _of_table(spec, effort)
    work, pace, rule = (
        mean_work(_works(spec, info, home)),
        _extra(spec, info, home),
        RULES[info.task],
    )
    overhead = rule.candidate(work, timed=_is_timed(spec)) + pace.candidate
    epoch = rule.epoch(work, info.train_images, _batch(spec)) + pace.epoch
    training = overhead * effort.trainings + epoch * effort.epochs + pace.run
    answering = overhead * effort.untrained
    ratios = (ratio for run, trials in earlier for ratio in _ratios(run.spec, trials, info, home))
    seen = list(islice(ratios, MOST_SEEN))
    paces = zip(_pace(seen, untrained=False), _pace(seen, untrained=True), strict=True)
    cap = _seconds_at_most(spec)
    low, middle, high = (min(training * one + answering * other, cap) for one, other in paces)
    return TimeEstimate(middle, low, high, _basis(len(seen)))


def _basis(seen: int) -> str:
    if not seen:
        return "a rule of thumb for a CPU"
    return f"{seen:,} {'candidate' if seen == 1 else 'candidates'} trained here before"


def effort_of(spec: RunSpec, info: DatasetInfo) -> Effort:
    """Return the work of ``spec`` within its budget, as if no candidate failed."""
    params = _params(spec)
    proxy_epochs = params.proxy_epochs
    epochs = params.epochs if isinstance(params, TrainingParams | TableParams) else 0
    if info.table is not None and not epochs:
        epochs = max(info.table.epochs_of("val_accuracy"), default=0)
    elif (kind := kind_of(spec.space)).uneven_epochs(epochs):
        epochs = round(np.mean([kind.epochs(choices, epochs) for choices in _samples(spec)]))
    answers = spec.budget.trials if info.table is None else max(1, answered(info.table)[0])
    spans = _spans(spec, epochs, answers)
    untrained = sum(times for (_, until), times in spans.items() if until <= proxy_epochs)
    # Such an answer trains nothing, so what goes on from one begins at the beginning.
    spent = sum(
        times * (until - (before if before > proxy_epochs else 0))
        for (before, until), times in spans.items()
        if until > proxy_epochs
    )
    share = min(1.0, spec.budget.epochs / spent) if spec.budget.epochs and spent else 1.0
    return Effort(share * (spans.total() - untrained), share * spent, share * untrained)


def _extra(spec: RunSpec, info: DatasetInfo, home: Path) -> ExtraPace:
    """Return the candidates' work beside training."""
    extra = kind_of(spec.space, home).extra_work(_samples(spec), info.train_images)
    return pace_of(extra, RULES[info.task])


def _batch(spec: RunSpec) -> int:
    params = _params(spec)
    return params.batch_size if isinstance(params, TrainingParams) else 1


def _is_timed(spec: RunSpec) -> bool:
    params = _params(spec)
    return isinstance(params, TrainingParams) and params.latency


def _params(spec: RunSpec) -> EstimatorParams:
    return ESTIMATORS.params(spec.estimator.name, spec.estimator.params)


def _samples(spec: RunSpec) -> list[dict[str, Value]]:
    rng = np.random.default_rng(spec.seed)
    return [sample(spec.space, rng) for _ in range(SAMPLES)]


def _spans(spec: RunSpec, epochs: int, answers: int) -> Counter[tuple[int, int]]:
    """Return the number of trainings of each span; at most ``answers`` candidates."""
    candidates = min(spec.budget.trials, count_architectures(spec.space), answers)
    name = spec.strategy.name
    params = STRATEGIES.params(name, spec.strategy.params)
    if not isinstance(params, RungParams):
        # The others train every candidate fully; loading some of them takes a while.
        return Counter({(0, epochs): candidates})
    strategy: Strategy = STRATEGIES.load(name)(spec.space, spec.objectives, params)
    strategy.plan(epochs)
    return strategy.trainings(candidates)


def _of_table(spec: RunSpec, effort: Effort) -> TimeEstimate:
    pace = float(spec.estimator.params.get("trials_per_second", 0) or LOOK_UPS_PER_SECOND)
    trials = effort.trainings + effort.untrained
    seconds = min(trials / min(pace, LOOK_UPS_PER_SECOND), _seconds_at_most(spec))
    return TimeEstimate(seconds, seconds, 2 * seconds, "the pace of a table")


def _seconds_at_most(spec: RunSpec) -> float:
    return spec.budget.minutes * 60 if spec.budget.minutes else float("inf")


def _works(spec: RunSpec, info: DatasetInfo, home: Path) -> list[Computation]:
    """Return the work of sampled candidates within the limits, or of all if hardly any is."""
    kind = kind_of(spec.space, home)
    kept, found = [], []
    for choices in _samples(spec):
        with suppress(EvaluationError):
            sketch = kind.sketch(choices, info)
            found.append(kind.in_training(choices, work_of(sketch)))
            if not spec.limits.broken_by(sketch.costs):
                kept.append(found[-1])
    return kept or found


def _ratios(
    spec: RunSpec, trials: Streamed, info: DatasetInfo, home: Path
) -> Iterator[tuple[int, float]]:
    """Yield each trial's epochs, and its seconds divided by the rule's."""
    column, pace, rule = STREAMED.index("epochs"), _extra(spec, info, home), RULES[info.task]
    kind, batch = kind_of(spec.space, home), _batch(spec)
    for plain, metrics, choices in zip(trials.plain, trials.metrics, trials.choices, strict=True):
        # A table's trials, or imported ones, may lack either figure.
        if {"seconds", "macs"} <= metrics.keys():
            epochs = plain[column]
            # Another version may have written what this one knows no network of.
            with suppress(CoreError, LookupError, TypeError, ValueError):
                drawn = work_of(kind.sketch(choices, info))
                work = kind.in_training(choices, replace(drawn, macs=metrics["macs"]))
                epoch = rule.epoch(work, info.train_images, batch) + pace.epoch
                overhead = rule.candidate(work, timed=_is_timed(spec)) + pace.candidate
                yield epochs, metrics["seconds"] / (overhead + epoch * epochs)


def _pace(seen: Sequence[tuple[int, float]], *, untrained: bool) -> tuple[float, float, float]:
    ratios = [ratio for epochs, ratio in seen if (epochs == 0) == untrained]
    if not ratios:
        return UNSEEN
    low, middle, high = (float(each) for each in np.quantile(ratios, [0.1, 0.5, 0.9]))
    if len(ratios) < FEW:
        # One or two say nothing of how far others lie apart.
        return UNSEEN[0] * middle, UNSEEN[1] * middle, UNSEEN[2] * middle
    return low, middle, high
