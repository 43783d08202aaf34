"""Owns the written form of a space in the design table: values and conditions as one line each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core.errors import Problem
from core.specs import Space, Value

Row = dict[str, str]
COLUMNS = ("Choice", "Values", "Exists when")


def value_text(value: Value) -> str:
    """Return a value as people type it: ``true``, ``16``, ``0.5``, ``swish``."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def read_value(text: str) -> Value:
    """Parse what was typed: a truth value, an integer, a number, else text."""
    text = text.strip()
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def read_values(text: str) -> list[Value]:
    """Parse a list: ``"8, 16"`` gives ``[8, 16]``; empty parts are dropped."""
    return [read_value(part) for part in text.split(",") if part.strip()]


def values_text(values: Iterable[Value]) -> str:
    return ", ".join(value_text(value) for value in values)


def conditions_text(when: Mapping[str, Iterable[Value]]) -> str:
    """Format conditions: ``blocks = 2, 3; separable = true``."""
    return "; ".join(f"{name} = {values_text(values)}" for name, values in when.items())


def read_conditions(text: str) -> dict[str, list[Value]]:
    """Invert :func:`conditions_text`; a part with no ``=`` has no values."""
    parts = (part.partition("=") for part in text.split(";") if part.strip())
    return {name.strip(): read_values(values) for name, _, values in parts}


def rows_of(space: Space) -> list[Row]:
    """Return the table's rows for ``space``."""
    return [
        dict(
            zip(
                COLUMNS,
                (choice.name, values_text(choice.values), conditions_text(choice.when)),
                strict=True,
            )
        )
        for choice in space.choices
    ]


def options_text(space: Space) -> str:
    """Format the fixed options on one line: ``dropout = 0.1; separable = true``."""
    return "; ".join(f"{name} = {value_text(value)}" for name, value in space.options.items())


def space_mapping(
    name: str, family: str, rows: Iterable[Mapping[str, Any]], options: str
) -> dict[str, Any]:
    """Return the typed space for ``api.check_space``; empty rows are left out."""
    choices = []
    for row in rows:
        typed = [str(row.get(column) or "").strip() for column in COLUMNS]
        if any(typed):
            choices.append(
                {
                    "name": typed[0],
                    "values": read_values(typed[1]),
                    "when": read_conditions(typed[2]),
                }
            )
    fixed = {key: (values or [""])[0] for key, values in read_conditions(options).items()}
    return {"name": name, "family": family, "choices": choices, "options": fixed}


def causes(problems: Iterable[Problem], rows: Iterable[Mapping[str, Any]]) -> list[Problem]:
    """Drop problems that follow from others: conditions on a choice with a problem."""
    problems = list(problems)
    wrong = {problem_place(problem) for problem in problems}
    conditions = {
        str(row.get("Choice") or "").strip(): read_conditions(str(row.get("Exists when") or ""))
        for row in rows
    }
    return [
        problem
        for problem in problems
        if not problem.field.endswith(".when")
        or not wrong.intersection(conditions.get(problem_place(problem), {}))
    ] or problems


def problem_place(problem: Problem) -> str:
    """Return the choice, option or field of a problem, as people call it."""
    parts = [part for part in problem.field.split(".") if part not in ("space", "choices")]
    if parts and parts[0] == "options":
        return " ".join(parts[:2])
    return parts[0] if parts and parts[0] else "space"
