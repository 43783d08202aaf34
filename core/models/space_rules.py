"""Checks a space by the rules of its family, and converts its values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from core.errors import EvaluationError, Problem
from core.models.rules import FamilyOptions
from core.names import shown
from core.parsing import problems_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from core.specs import Choice, Space, Value

Options = TypeVar("Options", bound=FamilyOptions)


def read_options(model: type[Options], options: Mapping[str, Any] | None = None) -> Options:
    """Validate ``options`` by ``model``.

    Raises:
        EvaluationError: an option is unknown or out of bounds.
    """
    try:
        return model.model_validate(dict(options or {}))
    except ValidationError as error:
        problems = "; ".join(str(problem) for problem in problems_in(error, model, "options"))
        raise EvaluationError(problems) from error


def space_problems(space: Space, model: type[FamilyOptions]) -> list[Problem]:
    """Return the problems that keep candidates of ``space`` from being made; else empty.

    Fields are dotted paths such as ``space.choices.width_9``.
    """
    problems = list(_choice_problems(space, model))
    try:
        model.model_validate(dict(space.options))
    except ValidationError as error:
        problems += problems_in(error, model, "space.options")
    return problems


def as_meant(space: Space, model: type[FamilyOptions]) -> Space:
    """Return ``space`` with every value in the type that ``model`` takes: 4 for ``"4"``.

    What would not be taken in any type stays as it is written.
    """
    rules = {choice.name: model.rule_of(choice.name) for choice in space.choices}

    def read(name: str, values: Iterable[Value]) -> tuple[Value, ...]:
        rule = rules.get(name)
        return tuple(values if rule is None else map(rule.meant, values))

    choices = tuple(
        choice.model_copy(
            update={
                "values": read(choice.name, choice.values),
                "when": {name: read(name, values) for name, values in choice.when.items()},
            }
        )
        for choice in space.choices
    )
    try:
        options = model.model_validate(dict(space.options)).model_dump(exclude_unset=True)
    except ValidationError:
        options = dict(space.options)
    return space.model_copy(update={"choices": choices, "options": options})


def _choice_problems(space: Space, options: type[FamilyOptions]) -> Iterator[Problem]:
    """Yield the choices of ``space`` that the family does not know, or lacks."""
    for choice in space.choices:
        yield from _value_problems(space, choice, options)
    yield from list(_missing(space, options)) or _idle(space, options)


def _value_problems(
    space: Space, choice: Choice, options: type[FamilyOptions]
) -> Iterator[Problem]:
    field = f"space.choices.{choice.name}"
    rule = options.rule_of(choice.name)
    if rule is None:
        yield Problem(
            field,
            f"Family {space.family!r} has no choice {choice.name!r}. "
            f"It understands: {options.known_names()}.",
        )
        return
    wrong = [value for value in choice.values if not rule.admits(value)]
    if wrong:
        yield Problem(field, f"{choice.name} must be {rule.expects()}; got {shown(wrong[0])}.")


def _missing(space: Space, options: type[FamilyOptions]) -> Iterator[Problem]:
    choices = {choice.name: choice for choice in space.choices}
    depth = _depth(choices.get(options.counter))
    for rule in options.rules:
        if not rule.required:
            continue
        names = [f"{rule.stem}_{i}" for i in range(1, depth + 1)] if rule.per_block else [rule.stem]
        for name in names:
            if name not in choices:
                yield Problem(
                    f"space.choices.{name}",
                    f"Family {space.family!r} needs the choice {name!r} ({rule.summary}): "
                    f"{rule.expects()}. Add it; one value alone fixes it.",
                )
            elif choices[name].when:
                yield from _gaps(space, choices[name], options.counter)


def _idle(space: Space, options: type[FamilyOptions]) -> Iterator[Problem]:
    """Yield choices that exist while their block does not: two names for one network."""
    choices = {choice.name: choice for choice in space.choices}
    counter = options.counter
    depths = [v for v in choices[counter].values if type(v) is int] if counter in choices else []
    for choice in space.choices:
        rule = options.rule_of(choice.name)
        if rule is None or not rule.per_block or len(choice.values) < 2:
            continue
        block = int(choice.name.rpartition("_")[2])
        admitted = choice.when.get(counter, tuple(depths))
        if any(depth < block and depth in admitted for depth in depths):
            deep = [depth for depth in depths if depth >= block]
            way_out = f"Let it exist when {counter} is {', '.join(map(str, deep))}."
            yield Problem(
                f"space.choices.{choice.name}",
                f"{choice.name} varies where there is no {counter[:-1]} {block}, which gives one "
                f"network two names. {way_out if deep else 'Take it out.'}",
            )


def _gaps(space: Space, choice: Choice, counter: str) -> Iterator[Problem]:
    """Yield cases in which a needed choice is inactive by its own condition."""
    known = {other.name: other for other in space.choices}
    block = int(choice.name.rpartition("_")[2]) if choice.name[-1].isdecimal() else 0
    for other, admitted in choice.when.items():
        if other not in known:
            continue
        needed = [
            value
            for value in known[other].values
            if other != counter or (type(value) is int and value >= block)
        ]
        lost = [value for value in needed if value not in admitted]
        if lost:
            yield Problem(
                f"space.choices.{choice.name}",
                f"{choice.name} is needed when {other} is {lost[0]!r}, but its condition leaves "
                f"that out. Let 'when' name every such value.",
            )


def _depth(blocks: Choice | None) -> int:
    values = blocks.values if blocks else ()
    return max((value for value in values if type(value) is int), default=0)
