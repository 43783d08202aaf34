"""Moves from a known candidate to a new one."""

from __future__ import annotations

from collections.abc import Container

import numpy as np

from core.spaces import key, mutate
from core.spaces.operations import Valid
from core.specs import Choices, Space

STEPS = 100


def moved_on(
    space: Space, choices: Choices, known: Container[str], rng: np.random.Generator
) -> Valid:
    """Return ``choices``, changed one at a time until their key is not ``known``.

    After ``STEPS`` changes it gives up and returns a known candidate: then few others are left,
    and drawing from the whole space finds them sooner.
    """
    moved = dict(choices)
    for _ in range(STEPS):
        if key(space, moved) not in known:
            break
        moved = mutate(space, moved, rng)
    return moved
