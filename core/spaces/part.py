"""A part of a space, listed one by one, and the nearest architecture in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import numpy as np

from core.spaces.operations import Valid, key
from core.specs import Choices, Space


class Part:
    """The only architectures of a space that can be scored.

    Args:
        known: all that something is known of, be it that they fail.
        scored: those among them that have a score.
    """

    def __init__(self, space: Space, known: Iterable[Choices], scored: Sequence[Valid]) -> None:
        self._keys = {key(space, choices) for choices in known}
        self._scored = list(scored)
        self._names = [key(space, choices) for choices in self._scored]
        self._space = space
        self._codes: dict[tuple[str, type, object], int] = {}
        self._rows = np.array([self._coded(choices) for choices in self._scored], dtype=np.int64)

    def __len__(self) -> int:
        """Return the number of architectures with a score."""
        return len(self._scored)

    def __contains__(self, name: str) -> bool:
        """Return whether the architecture with this key is known."""
        return name in self._keys

    def nearest(
        self, choices: Choices, tried: Collection[str], rng: np.random.Generator
    ) -> Valid | None:
        """Return an untried architecture with a score that differs in the fewest choices.

        One of several is drawn; None where all were tried.
        """
        left = [number for number, name in enumerate(self._names) if name not in tried]
        if not left:
            return None
        apart = (self._rows[left] != np.array(self._coded(choices))).sum(axis=1)
        closest = np.flatnonzero(apart == apart.min())
        return dict(self._scored[left[int(rng.choice(closest))]])

    def _coded(self, choices: Choices) -> list[int]:
        """Return a number for each choice of the space; 0 for an inactive one."""
        found = []
        for choice in self._space.choices:
            value = choices.get(choice.name)
            at = (choice.name, type(value), value)
            code = 0 if value is None else self._codes.setdefault(at, len(self._codes) + 1)
            found.append(code)
        return found
