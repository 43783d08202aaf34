"""Moves inside a space: restrict, mutate, crossover, neighbours, and the canonical key.

Every function returns choices that are *valid*: exactly the active choices, each with one of its
values, in the order the space declares them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from core.errors import EvaluationError
from core.specs import Choice, Choices, Space, Value

Valid = dict[str, Value]


def active(choice: Choice, chosen: Choices) -> bool:
    """Return whether ``choice`` exists, given the earlier choices."""
    return all(name in chosen and chosen[name] in allowed for name, allowed in choice.when.items())


def fill(space: Space, pick: Callable[[Choice], Value]) -> Valid:
    """Walk the space in order and ``pick`` a value for every choice that exists."""
    chosen: Valid = {}
    for choice in space.choices:
        if active(choice, chosen):
            chosen[choice.name] = pick(choice)
    return chosen


def restrict(space: Space, choices: Choices) -> Valid:
    """Return ``choices`` without the inactive ones.

    Raises:
        EvaluationError: an active choice is missing or has a value outside the space.
    """

    def pick(choice: Choice) -> Value:
        value = choices.get(choice.name)
        if value is None or not _holds(choice.values, value):
            raise EvaluationError(
                f"{choice.name} must be one of {list(choice.values)}; got {value!r}."
            )
        return value

    return fill(space, pick)


def key(space: Space, choices: Choices) -> str:
    """Return a text that is equal for equal architectures; inactive choices are dropped."""
    return json.dumps(restrict(space, choices), separators=(",", ":"))


def mutate(space: Space, choices: Choices, rng: np.random.Generator) -> Valid:
    """Change one active choice to another of its values; what that brings to life is sampled.

    A space in which nothing can change returns the choices as they are.
    """
    movable = [c for c in space.choices if c.name in choices and len(c.values) > 1]
    if not movable:
        return restrict(space, choices)
    target = movable[rng.integers(len(movable))]
    others = [v for v in target.values if not _same(v, choices[target.name])]
    changed = {**choices, target.name: draw(others, rng)}
    return _complete(space, changed, lambda choice: draw(choice.values, rng))


def crossover(space: Space, one: Choices, two: Choices, rng: np.random.Generator) -> Valid:
    """Cross over uniformly (Syswerda 1989): each choice comes from a parent that has it."""

    def pick(choice: Choice) -> Value:
        held = [parent[choice.name] for parent in (one, two) if choice.name in parent]
        return draw(held or choice.values, rng)

    return fill(space, pick)


def neighbours(space: Space, choices: Choices) -> Iterator[Valid]:
    """Yield every architecture that differs in one choice.

    Choices that become active start at their first value.
    """
    for choice in space.choices:
        if choice.name in choices:
            yield from variants(space, choices, choice)


def variants(space: Space, choices: Choices, choice: Choice) -> Iterator[Valid]:
    """Yield the neighbours that differ in ``choice``, which is active."""
    for value in choice.values:
        if not _same(value, choices[choice.name]):
            moved = {**choices, choice.name: value}
            yield _complete(space, moved, lambda new: new.values[0])


def draw(values: Any, rng: np.random.Generator) -> Value:
    """Draw one of ``values``, as the Python value it is (numpy's ``choice`` would cast)."""
    value: Value = values[int(rng.integers(len(values)))]
    return value


def _complete(space: Space, choices: Choices, otherwise: Callable[[Choice], Value]) -> Valid:
    def pick(choice: Choice) -> Value:
        return choices[choice.name] if choice.name in choices else otherwise(choice)

    return fill(space, pick)


def _same(one: Value, two: Value) -> bool:
    # True == 1 in Python; in a space they are two values.
    return type(one) is type(two) and one == two


def _holds(values: tuple[Value, ...], value: Value) -> bool:
    return any(_same(value, other) for other in values)
