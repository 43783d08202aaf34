"""Reads a spec, and gathers all that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import prod
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
from core.specs import LONGEST_NAME, Choice, Chosen, RunSpec, Space, Value
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
    space = data if isinstance(data, Space) else _parsed(Space, data, "space")
    space = kind_of(space.model_copy(update={"name": tidy(space.name)})).as_meant()
    raise_problems([*_named_problems("space.name", space.name), *_space_problems(space)])
    return space


def check_spec(
    data: Mapping[str, Any] | RunSpec,
    *,
    space_named: Callable[[str], Space],
    info_of: Callable[[str], DatasetInfo],
) -> RunSpec:
    """Return the run spec in ``data``.

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
    spec = _as_meant(spec)
    raise_problems(_spec_problems(spec, info_of))
    return spec


def _as_meant(spec: RunSpec) -> RunSpec:
    """Return ``spec`` in the validated types: 2 epochs for ``"2.0"``, off for ``no``."""
    space = spec.space.model_copy(update={"name": tidy(spec.space.name)})
    return spec.model_copy(
        update={
            "name": tidy(spec.name),
            "space": kind_of(space).as_meant(),
            "strategy": _typed(spec.strategy, STRATEGIES),
            "estimator": _typed(spec.estimator, ESTIMATORS),
        }
    )


def _typed(chosen: Chosen, registry: Registry) -> Chosen:
    """Return ``chosen`` with validated parameters, or unchanged if they are invalid."""
    try:
        entry = registry.entry(chosen.name)
        params = entry.params.model_validate(dict(chosen.params))
    except (UnknownNameError, ValidationError):
        return chosen
    return chosen.model_copy(
        update={"name": entry.name, "params": params.model_dump(exclude_unset=True)}
    )


def _spec_problems(spec: RunSpec, info_of: Callable[[str], DatasetInfo]) -> list[Problem]:
    names = list(_name_problems(spec))
    problems = [
        *_named_problems("name", spec.name),
        *_named_problems("space.name", spec.space.name),
        *_space_problems(spec.space),
        *names,
        *objective_problems(spec),
    ]
    if not names:
        problems += [*rung_problems(spec), *score_problems(spec)]
    try:
        info = info_of(spec.dataset)
    except (NotFoundError, UnknownNameError) as error:
        return [*problems, Problem("dataset", str(error))]
    problems = (
        problems
        or list(kind_of(spec.space).task_problems(info))
        or list(_data_problems(spec, info))
    )
    if info.table is not None:
        return problems or [
            *table_problems(spec, info.table),
            *rungs_without_answers(spec, info.table),
        ]
    return problems or fit_problems(spec, info)


def _data_problems(spec: RunSpec, info: DatasetInfo) -> Iterator[Problem]:
    yield from input_problems(spec, info)
    # A table is answered from, whatever its networks were trained on.
    if info.table is None:
        yield from kind_of(spec.space).data_problems(info)


def _others(
    error: SpecError, mapping: Mapping[str, Any], info_of: Callable[[str], DatasetInfo]
) -> list[Problem]:
    """Return the other problems, as far as the rest can be read without these fields."""
    refused = {problem.field.split(".")[0] for problem in error.problems}
    try:
        rest = RunSpec.model_validate({k: v for k, v in mapping.items() if k not in refused})
    except ValidationError:
        return []
    return _spec_problems(_as_meant(rest), info_of)


def raise_problems(problems: list[Problem]) -> None:
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
    space = data if model is Space else data.get("space")
    ranges = range_problems(space)
    try:
        parsed = model.model_validate(data)
    except ValidationError as error:
        found = by_name(problems_in(error, model, prefix), space)
        raise SpecError([*ranges, *_apart_from(ranges, found)]) from error
    raise_problems(ranges)
    return parsed


def _apart_from(known: list[Problem], found: list[Problem]) -> list[Problem]:
    """Drop from ``found`` the problems about fields in ``known``."""
    fields = {tuple(problem.field.split(".")) for problem in known}
    return [p for p in found if not fields.intersection(_above(p.field))]


def _above(field: str) -> Iterator[tuple[str, ...]]:
    """Return the path of ``field`` and those of its parents."""
    parts = tuple(field.split("."))
    return (parts[:length] for length in range(1, len(parts) + 1))


def _named_problems(field: str, name: str) -> list[Problem]:
    fault = fault_of(name, LONGEST_NAME)
    return [Problem(field, fault)] if fault else []


def _space_problems(space: Space) -> list[Problem]:
    return problems_of(space) or kind_of(space).space_problems()


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
    if len({_kind(v) for v in choice.values}) > 1:
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


def _kind(value: Value) -> str:
    # Whole numbers and decimals may stand side by side; true and 1 may not.
    return "number" if type(value) in (int, float) else type(value).__name__
