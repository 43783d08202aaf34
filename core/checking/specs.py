"""Reads a spec, and gathers all that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import prod
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from core.candidates.catalogue import kind_of
from core.checking.fits import (
    fit_problems,
    input_problems,
    objective_problems,
    rung_problems,
    rungs_without_answers,
    score_problems,
)
from core.checking.written import by_name, range_problems
from core.datasets import DatasetInfo
from core.errors import NotFoundError, Problem, SpecError, UnknownNameError
from core.estimators.catalogue import ESTIMATORS
from core.names import fault_of, shown, tidy
from core.parsing import problems_in
from core.registry import Registry
from core.spaces.operations import groups
from core.specs import LONGEST_NAME, Choice, Chosen, RunSpec, Space
from core.strategies.catalogue import STRATEGIES
from core.tables.fitting import table_problems

Model = TypeVar("Model", bound=BaseModel)
MAX_ASSIGNMENTS = 20_000
# Names in a message, at most.
_LISTED = 30


def check_space(data: Mapping[str, Any] | Space) -> Space:
    """Return the space in ``data``.

    Raises:
        SpecError: with every problem found.
    """
    space = _as_meant(data if isinstance(data, Space) else _parsed(Space, data, "space"))
    if problems := _space_problems(space):
        raise SpecError(problems)
    return space


def check_spec(
    data: Mapping[str, Any] | RunSpec,
    *,
    space_named: Callable[[str], Space],
    info_of: Callable[[str], DatasetInfo],
    home: Path,
) -> RunSpec:
    """Return the run spec in ``data``.

    Args:
        space_named: finds a space that is given by name.
        info_of: finds a data set's facts by name.
        home: the folder with the parents.

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
            raise SpecError([*error.problems, *_others(error, mapping, info_of, home)]) from error
    spec, problems = _checked(spec, info_of, home)
    if problems:
        raise SpecError(problems)
    return spec


def _checked(
    spec: RunSpec, info_of: Callable[[str], DatasetInfo], home: Path
) -> tuple[RunSpec, list[Problem]]:
    """Return ``spec`` in the types that were meant (2 for ``"2.0"``), and its problems."""
    strategy, unknown = _chosen("strategy", spec.strategy, STRATEGIES)
    estimator, more = _chosen("estimator", spec.estimator, ESTIMATORS)
    meant = {"name": tidy(spec.name), "space": _as_meant(spec.space)}
    spec = spec.model_copy(update={**meant, "strategy": strategy, "estimator": estimator})
    problems = [
        *_name_problems("name", spec.name),
        *_space_problems(spec.space),
        *unknown,
        *more,
        *objective_problems(spec),
    ]
    if not unknown and not more:
        problems += [*rung_problems(spec), *score_problems(spec)]
    try:
        info = info_of(spec.dataset)
    except (NotFoundError, UnknownNameError) as error:
        return spec, [*problems, Problem("dataset", str(error))]
    return spec, problems or _data_problems(spec, info, home)


def _chosen(field: str, chosen: Chosen, registry: Registry) -> tuple[Chosen, list[Problem]]:
    """Return ``chosen`` with validated parameters, or as it is with what is wrong with it."""
    try:
        entry = registry.entry(chosen.name)
    except UnknownNameError as error:
        return chosen, [Problem(f"{field}.name", str(error))]
    try:
        params = entry.params.model_validate(dict(chosen.params))
    except ValidationError as error:
        return chosen, problems_in(error, entry.params, f"{field}.params")
    typed = {"name": entry.name, "params": params.model_dump(exclude_unset=True)}
    return chosen.model_copy(update=typed), []


def _data_problems(spec: RunSpec, info: DatasetInfo, home: Path) -> list[Problem]:
    """Return why an otherwise valid ``spec`` does not fit its data."""
    kind, table = kind_of(spec.space, home), info.table
    # A table is answered from, whatever its networks were trained on.
    own = () if table else kind.data_problems(info)
    problems = list(kind.task_problems(info)) or [*input_problems(spec, info), *own]
    if table is not None:
        return problems or [*table_problems(spec, table), *rungs_without_answers(spec, table)]
    return problems or list(fit_problems(spec, info, home))


def _others(
    error: SpecError,
    mapping: Mapping[str, Any],
    info_of: Callable[[str], DatasetInfo],
    home: Path,
) -> list[Problem]:
    """Return the other problems, as far as the rest can be read without these fields."""
    refused = {problem.field.split(".")[0] for problem in error.problems}
    try:
        rest = RunSpec.model_validate({k: v for k, v in mapping.items() if k not in refused})
    except ValidationError:
        return []
    return _checked(rest, info_of, home)[1]


def _resolved(data: Mapping[str, Any], space_named: Callable[[str], Space]) -> dict[str, Any]:
    if not isinstance(data.get("space"), str):
        return dict(data)
    try:
        return {**data, "space": space_named(data["space"])}
    except NotFoundError as error:
        raise SpecError([Problem("space", str(error))]) from error


def _parsed(model: type[Model], data: Mapping[str, Any], prefix: str = "") -> Model:
    space = data if model is Space else data.get("space")
    ranges = range_problems(space)
    try:
        parsed = model.model_validate(data)
    except ValidationError as error:
        found = by_name(problems_in(error, model, prefix), space)
        raise SpecError([*ranges, *_apart_from(ranges, found)]) from error
    if ranges:
        raise SpecError(ranges)
    return parsed


def _apart_from(known: list[Problem], found: list[Problem]) -> list[Problem]:
    """Drop from ``found`` the problems about fields in ``known``."""
    fields = {tuple(problem.field.split(".")) for problem in known}
    return [p for p in found if not fields.intersection(_above(p.field))]


def _above(field: str) -> Iterator[tuple[str, ...]]:
    """Return the path of ``field`` and those of its parents."""
    parts = tuple(field.split("."))
    return (parts[:length] for length in range(1, len(parts) + 1))


def _name_problems(field: str, name: str) -> list[Problem]:
    fault = fault_of(name, LONGEST_NAME)
    return [Problem(field, fault)] if fault else []


def _as_meant(space: Space) -> Space:
    return kind_of(space.model_copy(update={"name": tidy(space.name)})).as_meant()


def _space_problems(space: Space) -> list[Problem]:
    named = _name_problems("space.name", space.name)
    return named + (problems_of(space) or kind_of(space).space_problems())


def problems_of(space: Space) -> list[Problem]:
    """Return empty and repeated choices and unsatisfiable conditions; empty when valid."""
    if not space.choices:
        message = "must hold at least one choice; got none. Add a name with two or more values."
        return [Problem("space.choices", message)]
    problems: list[Problem] = []
    seen: dict[str, Choice] = {}
    for choice in space.choices:
        field = f"space.choices.{choice.name}"
        problems += [Problem(field, text) for text in _value_faults(choice)]
        problems += [Problem(f"{field}.when", text) for text in _condition_faults(choice, seen)]
        if choice.name in seen:
            problems.append(Problem(field, "is declared twice. Rename or remove one of the two."))
        seen[choice.name] = choice
    return problems or list(_tangles(space))


def _tangles(space: Space) -> Iterator[Problem]:
    """Yield conditions that would make counting and sampling enumerate too much."""
    for group in groups(space.choices):
        controls = {name for choice in group for name in choice.when}
        ways = prod(len(choice.values) for choice in group if choice.name in controls)
        if ways > MAX_ASSIGNMENTS:
            names = ", ".join(sorted(controls))
            yield Problem(
                "space.choices",
                f"must have at most {MAX_ASSIGNMENTS:,} ways to set the choices that others depend "
                f"on; {names} have {ways:,}. Give them fewer values, or fewer conditions.",
            )


def _value_faults(choice: Choice) -> Iterator[str]:
    if not choice.values:
        yield "must have at least one value; got none. Pick one, or remove the choice."
    if len({(type(v), v) for v in choice.values}) < len(choice.values):
        yield f"must not repeat a value; got {shown(list(choice.values))}."
    # Whole numbers and decimals may stand side by side; true and 1 may not.
    if len({float if type(v) is int else type(v) for v in choice.values}) > 1:
        yield f"must have values of one type; got {shown(list(choice.values))}."


def _condition_faults(choice: Choice, earlier: dict[str, Choice]) -> Iterator[str]:
    for name, allowed in choice.when.items():
        if name not in earlier:
            known = ", ".join(list(earlier)[:_LISTED]) or "none"
            yield (
                f"names {shown(name)}, which is not a choice declared before this one. "
                f"Declared before: {known}."
            )
        elif not set(allowed) & set(earlier[name].values):
            yield (
                f"needs {name} in {shown(list(allowed))}, but {name} is one of "
                f"{shown(list(earlier[name].values))}: this choice could never exist."
            )
