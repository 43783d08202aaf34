"""Moves inside a space, the canonical key, how many architectures there are, drawing one uniformly.

Every function returns choices that are *valid*: exactly the active choices, each with one of its
values, in the order the space declares them.

Choices that others depend on are *controls*. Within a group of choices tied together by
conditions, every assignment of the controls is enumerated with the number of ways to fill in the
rest; groups are independent, so a space of 10^30 architectures is counted in microseconds, and a
sample that draws the controls by those weights is uniform over architectures.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Any

import numpy as np

from core.errors import EvaluationError
from core.specs import Choice, Choices, Space, Value

Valid = dict[str, Value]
Weighted = tuple[Valid, int]


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
        if value is None or not any(_same(value, other) for other in choice.values):
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


def count_architectures(space: Space) -> int:
    """Return the number of distinct architectures (an exact integer, however large)."""
    return math.prod(
        sum(weight for _, weight in assignments(group)) for group in groups(space.choices)
    )


def sample(space: Space, rng: np.random.Generator) -> Valid:
    """Return one architecture, uniform over all of them."""
    chosen: Valid = {}
    for group in groups(space.choices):
        weighted = assignments(group)
        # As rng.choice(p=...) draws from one number, without its checks: many times as fast.
        upto = list(accumulate(weight for _, weight in weighted))
        controls, _ = weighted[bisect_right(upto, rng.random() * upto[-1], hi=len(upto) - 1)]
        for choice in group:
            if active(choice, chosen):
                held = controls.get(choice.name)
                chosen[choice.name] = draw(choice.values, rng) if held is None else held
    return {c.name: chosen[c.name] for c in space.choices if c.name in chosen}


def assignments(group: tuple[Choice, ...]) -> tuple[Weighted, ...]:
    """Return all assignments of a group's controls, each with the number of completions."""
    controls = {name for choice in group for name in choice.when}
    return tuple(_extend(group, controls, {}, 1))


def _extend(
    rest: tuple[Choice, ...], controls: set[str], chosen: dict[str, Value], weight: int
) -> Iterator[Weighted]:
    if not rest:
        yield dict(chosen), weight
        return
    choice, later = rest[0], rest[1:]
    if not active(choice, chosen):
        yield from _extend(later, controls, chosen, weight)
    elif choice.name in controls:
        for value in choice.values:
            yield from _extend(later, controls, {**chosen, choice.name: value}, weight)
    else:
        yield from _extend(later, controls, chosen, weight * len(choice.values))


def groups(choices: tuple[Choice, ...]) -> tuple[tuple[Choice, ...], ...]:
    """Split the choices into sets that no condition links, each in declared order."""
    home = {choice.name: choice.name for choice in choices}

    def root(name: str) -> str:
        while home[name] != name:
            name = home[name]
        return name

    for choice in choices:
        for name in choice.when:
            home[root(choice.name)] = root(name)
    members: dict[str, list[Choice]] = {}
    for choice in choices:
        members.setdefault(root(choice.name), []).append(choice)
    return tuple(tuple(group) for group in members.values())
