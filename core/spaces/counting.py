"""How many architectures a space holds, and drawing one of them uniformly.

Choices that others depend on are *controls*. Within a group of choices tied together by
conditions, every assignment of the controls is enumerated with the number of ways to fill in the
rest; groups are independent, so a space of 10^30 architectures is counted in microseconds, and a
sample that draws the controls by those weights is uniform over architectures.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

import numpy as np

from core.spaces.operations import Valid, active, draw
from core.specs import Choice, Space, Value

Weighted = tuple[Valid, int]


def count_architectures(space: Space) -> int:
    """Return the number of distinct architectures (an exact integer, however large)."""
    return math.prod(
        sum(weight for _, weight in assignments(group)) for group in groups(space.choices)
    )


def sample(space: Space, rng: np.random.Generator) -> Valid:
    """Return one architecture, uniform over all of them."""
    chosen: Valid = {}
    for group in groups(space.choices):
        chosen |= _sample_group(group, rng)
    return {c.name: chosen[c.name] for c in space.choices if c.name in chosen}


def _sample_group(group: tuple[Choice, ...], rng: np.random.Generator) -> Valid:
    weighted = assignments(group)
    # As rng.choice(p=...) draws from one number, without its checks: many times as fast.
    upto = list(accumulate(weight for _, weight in weighted))
    at = bisect_right(upto, rng.random() * upto[-1], hi=len(upto) - 1)
    controls = weighted[at][0]
    chosen: Valid = {}
    for choice in group:
        if active(choice, chosen):
            held = controls.get(choice.name)
            chosen[choice.name] = draw(choice.values, rng) if held is None else held
    return chosen


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
