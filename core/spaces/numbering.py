"""Every architecture of a space has a number: from number to architecture and back.

Groups of choices that no condition ties together are the digits of a mixed-radix number, the first
group counting most. Within a group the numbers of one assignment of its controls follow each other.
So nothing is listed, however large the space.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.spaces.operations import Valid, active, assignments, groups
from core.specs import Choice, Choices, Space, Value


def nth(space: Space, number: int) -> Valid:
    """Return the architecture with this number.

    Raises:
        IndexError: ``number`` is not in [0, count(space)).
    """
    rest, chosen = number, dict[str, Value]()
    for group in reversed(groups(space.choices)):
        weighted = assignments(group)
        rest, digit = divmod(rest, sum(weight for _, weight in weighted))
        for controls, weight in weighted:
            if digit < weight:
                chosen |= _spell(group, controls, digit)
                break
            digit -= weight
    if rest:
        raise IndexError(f"number must be in [0, count(space)); got {number}.")
    return {c.name: chosen[c.name] for c in space.choices if c.name in chosen}


def position(space: Space, choices: Choices) -> int:
    """Return the number of these valid choices, in [0, count(space))."""
    number = 0
    for group in groups(space.choices):
        digit = 0
        for controls, weight in (weighted := assignments(group)):
            if all(name in choices and choices[name] == held for name, held in controls.items()):
                digit += _read(group, controls, choices)
                break
            digit += weight
        number = number * sum(weight for _, weight in weighted) + digit
    return number


def _free(group: tuple[Choice, ...], controls: Mapping[str, Value]) -> list[Choice]:
    return [c for c in group if c.name not in controls and active(c, controls)]


def _spell(group: tuple[Choice, ...], controls: Mapping[str, Value], number: int) -> Valid:
    chosen = dict(controls)
    for choice in reversed(_free(group, controls)):
        number, digit = divmod(number, len(choice.values))
        chosen[choice.name] = choice.values[digit]
    return chosen


def _read(group: tuple[Choice, ...], controls: Mapping[str, Value], choices: Choices) -> int:
    number = 0
    for choice in _free(group, controls):
        number = number * len(choice.values) + choice.values.index(choices[choice.name])
    return number
