"""Validates a space, field by field, before anything is built from it."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from core.errors import Problem
from core.names import shown
from core.spaces.counting import groups
from core.specs import Choice, Space, Value

MAX_ASSIGNMENTS = 20_000
# Names in a message, at most.
_LISTED = 30


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
