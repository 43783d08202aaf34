"""Is a spec one that can run? Every doubt is settled here, before it is queued."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

import numpy as np
from pydantic import BaseModel, ValidationError

from core.candidates import parent_of
from core.datasets import DatasetInfo
from core.datasets.table_facts import TableFacts
from core.errors import EvaluationError, NotFoundError, Problem, SpecError, UnknownNameError
from core.estimators.catalogue import ESTIMATORS, EstimatorParams, works_on
from core.jobs.least_cost import least_above
from core.jobs.limits import SKETCHED_WITHIN, costs
from core.models.catalogue import check_space as family_problems
from core.models.pruned_options import PRUNED
from core.parsing import problems_in
from core.registry import Registry
from core.spaces import problems_of, sample
from core.specs import (
    LATENCIES,
    METRICS,
    OBJECTIVES,
    QUALITIES,
    Choices,
    Chosen,
    RunSpec,
    Space,
    Value,
)
from core.strategies.catalogue import STRATEGIES, RungParams, SieveParams
from core.strategies.halving_rungs import levels
from core.tables.fitting import answered_epochs, table_problems

SAMPLES = 100
Model = TypeVar("Model", bound=BaseModel)


def check_space(data: Mapping[str, Any] | Space) -> Space:
    """The space in ``data``.

    Raises:
        SpecError: with every problem found.
    """
    space = data if isinstance(data, Space) else _parsed(Space, data, "space")
    refuse(_space_problems(space))
    return space


def check_spec(
    data: Mapping[str, Any] | RunSpec,
    *,
    space_named: Callable[[str], Space],
    info_of: Callable[[str], DatasetInfo],
) -> RunSpec:
    """The run spec in ``data``.

    Args:
        space_named: finds a space that is given by name.
        info_of: finds a data set's facts by name.

    Raises:
        SpecError: with every problem found.
    """
    if isinstance(data, RunSpec):
        spec = data
    else:
        mapping = _resolved(data, space_named)
        try:
            spec = _parsed(RunSpec, mapping)
        except SpecError as error:
            raise SpecError([*error.problems, *_others(error, mapping, info_of)]) from error
    refuse(_spec_problems(spec, info_of))
    return spec


def _spec_problems(spec: RunSpec, info_of: Callable[[str], DatasetInfo]) -> list[Problem]:
    names = list(_name_problems(spec))
    problems = [*_space_problems(spec.space), *names, *_objective_problems(spec)]
    if not names:
        problems += [*_rung_problems(spec), *_score_problems(spec)]
    try:
        info = info_of(spec.dataset)
    except (NotFoundError, UnknownNameError) as error:
        return [*problems, Problem("dataset", str(error))]
    problems = problems or [*_kind_problems(spec, info), *_parent_problems(spec, info)]
    if info.table is not None:
        return problems or [
            *table_problems(spec, info.table),
            *_rungs_without_answers(spec, info.table),
        ]
    return problems or _fit_problems(spec, info)


def _others(
    error: SpecError, mapping: Mapping[str, Any], info_of: Callable[[str], DatasetInfo]
) -> list[Problem]:
    """What else is wrong, so far as the rest can be read without the fields already refused."""
    refused = {problem.field.split(".")[0] for problem in error.problems}
    try:
        rest = RunSpec.model_validate({k: v for k, v in mapping.items() if k not in refused})
    except ValidationError:
        return []
    return _spec_problems(rest, info_of)


def refuse(problems: list[Problem]) -> None:
    """Raise SpecError if there is any problem."""
    if problems:
        raise SpecError(problems)


def _resolved(data: Mapping[str, Any], space_named: Callable[[str], Space]) -> dict[str, Any]:
    if not isinstance(data.get("space"), str):
        return dict(data)
    try:
        return {**data, "space": space_named(data["space"])}
    except NotFoundError as error:
        raise SpecError([Problem("space", str(error))]) from error


def _parsed(model: type[Model], data: Mapping[str, Any], prefix: str = "") -> Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise SpecError(problems_in(error, model, prefix)) from error


def _space_problems(space: Space) -> list[Problem]:
    return problems_of(space) or family_problems(space)


def _name_problems(spec: RunSpec) -> Iterator[Problem]:
    yield from _chosen_problems("strategy", spec.strategy, STRATEGIES)
    yield from _chosen_problems("estimator", spec.estimator, ESTIMATORS)


def _chosen_problems(field: str, chosen: Chosen, registry: Registry) -> list[Problem]:
    try:
        params = registry.entry(chosen.name).params
    except UnknownNameError as error:
        return [Problem(f"{field}.name", str(error))]
    try:
        params.model_validate(dict(chosen.params))
    except ValidationError as error:
        return problems_in(error, params, f"{field}.params")
    return []


def _rung_problems(spec: RunSpec) -> Iterator[Problem]:
    """A strategy that trains briefly first needs a full training that is longer."""
    strategy = STRATEGIES.entry(spec.strategy.name).params(**spec.strategy.params)
    estimator = ESTIMATORS.entry(spec.estimator.name).params(**spec.estimator.params)
    epochs = getattr(estimator, "epochs", None)
    if isinstance(strategy, RungParams) and epochs and strategy.min_epochs >= epochs:
        yield Problem(
            "strategy.params.min_epochs",
            f"min_epochs must be less than the {epochs} epochs of a full training; "
            f"got {strategy.min_epochs}. Lower it, or raise the estimator's epochs.",
        )


def _rungs_without_answers(spec: RunSpec, facts: TableFacts) -> Iterator[Problem]:
    """A table must have the scores after as many epochs as each rung trains for."""
    strategy = STRATEGIES.entry(spec.strategy.name).params(**spec.strategy.params)
    known = answered_epochs(spec, facts)
    full = int(spec.estimator.params.get("epochs", 0)) or facts.epochs_of("val_accuracy")[-1]
    if not isinstance(strategy, RungParams):
        return
    looks_once = isinstance(strategy, SieveParams)
    rungs = levels(full, strategy.min_epochs, strategy.reduction)
    rungs = (strategy.min_epochs, full) if looks_once else rungs
    if not set(rungs) <= set(known):
        asked, there = (", ".join(map(str, epochs)) for epochs in (rungs, known))
        yield Problem(
            "strategy.params.min_epochs",
            f"{spec.strategy.name!r} would train for {asked} epochs; the table has all scores "
            f"after {there or 'none'}. Change min_epochs and reduction to fit, or choose another "
            "strategy.",
        )


def _objective_problems(spec: RunSpec) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, objective in enumerate(spec.objectives):
        field = f"objectives.{index}.metric"
        if objective.metric not in OBJECTIVES:
            known = ", ".join(OBJECTIVES)
            yield Problem(field, f"Unknown metric {objective.metric!r}. Known: {known}.")
        if objective.metric in seen:
            yield Problem(field, f"{objective.metric!r} is listed twice. Remove one of the two.")
        seen.add(objective.metric)


def _score_problems(spec: RunSpec) -> Iterator[Problem]:
    """Objectives that the estimator does not measure: an untrained network has no accuracy."""
    params = ESTIMATORS.entry(spec.estimator.name).params(**spec.estimator.params)
    given = getattr(params, "scores", EstimatorParams.scores)
    timed = getattr(params, "latency", False)
    for index, objective in enumerate(spec.objectives):
        if objective.metric in LATENCIES and not timed:
            yield Problem(
                f"objectives.{index}.metric",
                f"{objective.metric} is not measured by {spec.estimator.name!r} as it is set. "
                "Switch its parameter latency on, or choose another goal.",
            )
        if objective.metric in QUALITIES and objective.metric not in given:
            yield Problem(
                f"objectives.{index}.metric",
                f"The estimator {spec.estimator.name!r} does not measure {objective.metric}. "
                f"Choose {' or '.join(given)}, or another estimator.",
            )


KINDS = {
    "images": "images to train on",
    "table": "a table of finished answers",
    "parent": "prunings of a trained network",
}


def _kind_problems(spec: RunSpec, info: DatasetInfo) -> Iterator[Problem]:
    """A table is answered from, images are trained on, a parent is pruned: never otherwise."""
    kind = kind_of(spec.space, info)
    fitting = [entry.name for entry in ESTIMATORS.entries() if works_on(entry.name) == kind]
    if spec.estimator.name not in fitting:
        what = f"The space {spec.space.name!r}" if kind == "parent" else f"The data {info.name!r}"
        yield Problem(
            "estimator.name",
            f"{what} is {KINDS[kind]}, which {spec.estimator.name!r} cannot use. "
            f"Choose {' or '.join(repr(name) for name in fitting)}.",
        )


def kind_of(space: Space, info: DatasetInfo) -> str:
    """What an estimator has to work on: ``images``, ``table`` or ``parent``."""
    if space.family == PRUNED:
        return "parent"
    return "images" if info.table is None else "table"


def _parent_problems(spec: RunSpec, info: DatasetInfo) -> Iterator[Problem]:
    """A space of prunings needs its parent, and the data set that the parent knows."""
    if spec.space.family != PRUNED:
        return
    try:
        parent = parent_of(spec.space)
    except EvaluationError as error:
        yield Problem("space.options.parent", str(error))
        return
    if parent.dataset != info.name or info.table is not None:
        yield Problem(
            "dataset",
            f"The parent {parent.title!r} knows the images of {parent.dataset!r}; got "
            f"{info.name!r}. Choose {parent.dataset!r}.",
        )


def _fit_problems(spec: RunSpec, info: DatasetInfo) -> list[Problem]:
    """Whether the space builds for these images, and whether the limits leave anything."""
    rng = np.random.default_rng(0)
    fault = ""
    for _ in range(SAMPLES):
        choices = sample(spec.space, rng)
        try:
            costs(spec, info, choices)
        except EvaluationError as error:
            fault = str(error)
        else:
            return list(_limit_problems(spec, info, choices))
    message = f"no architecture of it fits the images of {info.name}: {fault}"
    return [Problem("space", message)]


def _limit_problems(
    spec: RunSpec, info: DatasetInfo, fitting: dict[str, Value]
) -> Iterator[Problem]:
    for name, limit in spec.limits.given().items():
        cost = partial(_cost, spec, info, name)
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


def _cost(spec: RunSpec, info: DatasetInfo, metric: str, choices: Choices) -> float:
    try:
        return costs(spec, info, choices)[metric]
    except EvaluationError:
        return math.inf
