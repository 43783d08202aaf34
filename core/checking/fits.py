"""Checks that the parts of a spec fit each other: goals, rungs, estimator, data, space, limits."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

from core.candidates.base import CandidateKind, EstimatorInput
from core.candidates.catalogue import KINDS, kind_of
from core.candidates.least_cost import least_above
from core.datasets import DatasetInfo
from core.datasets.table_facts import TableFacts
from core.errors import EvaluationError, Problem
from core.estimators.catalogue import ESTIMATORS, TrainingParams, works_on
from core.metrics import LATENCIES, METRICS, OBJECTIVES, QUALITIES
from core.models.sketch.base import SKETCHED_WITHIN
from core.names import shown
from core.spaces import sample
from core.specs import Choices, RunSpec, Space
from core.strategies.catalogue import STRATEGIES, RungParams, ScreeningParams
from core.strategies.halving_rungs import levels
from core.tables.fitting import answered_epochs

SAMPLES = 100
TABLE = EstimatorInput("table", "a table of finished answers")


def objective_problems(spec: RunSpec) -> Iterator[Problem]:
    """Yield a problem for each objective that is unknown or stands twice."""
    seen: set[str] = set()
    for index, objective in enumerate(spec.objectives):
        field = f"objectives.{index}.metric"
        if objective.metric not in OBJECTIVES:
            known = ", ".join(OBJECTIVES)
            yield Problem(field, f"Unknown metric {shown(objective.metric)}. Known: {known}.")
        if objective.metric in seen:
            yield Problem(field, f"{objective.metric!r} is listed twice. Remove one of the two.")
        seen.add(objective.metric)


def score_problems(spec: RunSpec) -> Iterator[Problem]:
    """Yield a problem for each objective that the estimator does not measure."""
    params = ESTIMATORS.params(spec.estimator.name, spec.estimator.params)
    looked_up = params.works_on == "table"
    timed = params.latency if isinstance(params, TrainingParams) else looked_up
    way = "Switch its parameter latency on" if isinstance(params, TrainingParams) else "Change it"
    for index, objective in enumerate(spec.objectives):
        if objective.metric in LATENCIES and not timed:
            yield Problem(
                f"objectives.{index}.metric",
                f"{objective.metric} is not measured by {spec.estimator.name!r} as it is set. "
                f"{way}, or choose another goal.",
            )
        if objective.metric in QUALITIES and objective.metric not in params.scores:
            yield Problem(
                f"objectives.{index}.metric",
                f"The estimator {spec.estimator.name!r} does not measure {objective.metric}. "
                f"Choose {' or '.join(params.scores)}, or another estimator.",
            )


def rung_problems(spec: RunSpec) -> Iterator[Problem]:
    """Yield a problem where rungs leave no shorter training than the full one."""
    strategy = STRATEGIES.params(spec.strategy.name, spec.strategy.params)
    estimator = ESTIMATORS.params(spec.estimator.name, spec.estimator.params)
    if not isinstance(strategy, RungParams) or not isinstance(estimator, TrainingParams):
        return
    epochs = estimator.epochs
    if strategy.min_epochs >= epochs:
        yield Problem(
            "strategy.params.min_epochs",
            f"min_epochs must be less than the {epochs} epochs of a full training; "
            f"got {strategy.min_epochs}. Lower it, or raise the estimator's epochs.",
        )
    if uneven := kind_of(spec.space).uneven_epochs(epochs):
        yield Problem(
            "strategy.name",
            f"{spec.strategy.name!r} needs every candidate to be trained for the same {epochs} "
            f"epochs. Choose another strategy, or leave {uneven} out of the space.",
        )


def rungs_without_answers(spec: RunSpec, facts: TableFacts) -> Iterator[Problem]:
    """Yield a problem where the table lacks scores after a rung's epochs."""
    strategy = STRATEGIES.params(spec.strategy.name, spec.strategy.params)
    if not isinstance(strategy, RungParams):
        return
    known = answered_epochs(spec, facts)
    full = int(spec.estimator.params.get("epochs", 0)) or facts.epochs_of("val_accuracy")[-1]
    screens = isinstance(strategy, ScreeningParams)
    rungs = levels(full, strategy.min_epochs, strategy.reduction)
    rungs = (strategy.min_epochs, full) if screens else rungs
    if not set(rungs) <= set(known):
        asked, there = (", ".join(map(str, epochs)) for epochs in (rungs, known))
        yield Problem(
            "strategy.params.min_epochs",
            f"{spec.strategy.name!r} would train for {asked} epochs; the table has all scores "
            f"after {there or 'none'}. Change min_epochs and reduction to fit, or choose another "
            "strategy.",
        )


def input_of(space: Space, info: DatasetInfo) -> EstimatorInput:
    """Return the input that an estimator of candidates of ``space`` must take."""
    return TABLE if info.table is not None else kind_of(space).inputs[info.task]


def input_problems(spec: RunSpec, info: DatasetInfo) -> Iterator[Problem]:
    """Yield a problem if the estimator takes another input than the run has."""
    given = input_of(spec.space, info)
    fitting = [e.name for e in ESTIMATORS.entries() if e.params.works_on == given.name]
    if spec.estimator.name not in fitting:
        what = f"The space {spec.space.name!r}" if given.is_space else f"The data {info.name!r}"
        yield Problem(
            "estimator.name",
            f"{what} is {given.words}, which {spec.estimator.name!r} cannot use. "
            f"Choose {' or '.join(repr(name) for name in fitting)}{_other_way(spec)}.",
        )


def _other_way(spec: RunSpec) -> str:
    """Return where spaces are found that the chosen estimator can use; empty if unknown."""
    wanted = works_on(spec.estimator.name)
    kinds: list[type[CandidateKind]] = [KINDS.load(name) for name in KINDS.names()]
    for kind in kinds:
        if kind.source_hint and wanted in {each.name for each in kind.inputs.values()}:
            return f", or take {kind.source_hint}"
    return ""


def fit_problems(spec: RunSpec, info: DatasetInfo, home: Path) -> Iterator[Problem]:
    """Yield a problem if no network of the space fits these images, or none meets a limit."""
    kind, rng, fault = kind_of(spec.space, home), np.random.default_rng(0), ""
    for _ in range(SAMPLES):
        fitting = sample(spec.space, rng)
        try:
            kind.sketch(fitting, info)
            break
        except EvaluationError as error:
            fault = str(error)
    else:
        yield Problem("space", f"no architecture of it fits the images of {info.name}: {fault}")
        return
    for name, limit in spec.limits.given().items():
        cost = partial(_cost, kind, info, name)
        # A run sketches sizes too, but measures those that are near the limit.
        within = limit * (1.0 + SKETCHED_WITHIN) if name == "size_bytes" else limit
        least = least_above(spec.space, cost, within, fitting)
        if least is not None:
            label = METRICS[name].label.lower()
            yield Problem(
                f"limits.{name}",
                f"No candidate is that small: the least {label} found in this space is "
                f"{least:,.0f}; got {limit:,}. Raise the limit or add smaller values to the space.",
            )


def _cost(kind: CandidateKind, info: DatasetInfo, metric: str, choices: Choices) -> float:
    try:
        return kind.sketch(kind.cheapest_choices(choices), info).costs[metric]
    except EvaluationError:
        return math.inf
