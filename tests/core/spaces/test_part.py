"""A part of a space: what is known, and what lies nearest."""

from __future__ import annotations

import numpy as np
import pytest

from core.spaces import Part, key, sample
from core.spaces.operations import Valid
from core.specs import Space


@pytest.fixture
def listed(space: Space) -> list[Valid]:
    one = {"blocks": 1, "separable_1": True, "width_1": 4}
    two = {"blocks": 2, "separable_1": True, "width_1": 4, "width_2": 8}
    return [one, {**one, "width_1": 16}, two]


def test_what_is_known_need_not_have_a_score(space: Space, listed: list[Valid]) -> None:
    part = Part(space, listed, listed[:2])
    assert len(part) == 2 and key(space, listed[2]) in part
    assert key(space, {**listed[0], "width_1": 8}) not in part


def test_the_nearest_differs_in_fewest_choices(space: Space, listed: list[Valid]) -> None:
    part, rng = Part(space, listed, listed), np.random.default_rng(0)
    asked = {"blocks": 2, "separable_1": True, "width_1": 8, "width_2": 8}
    assert part.nearest(asked, (), rng) == listed[2]
    assert part.nearest({**listed[1], "separable_1": False}, (), rng) == listed[1]
    # True is another value than 1.
    assert part.nearest({**listed[2], "blocks": True}, (), rng) == listed[2]


def test_what_was_tried_is_passed_over_until_nothing_is_left(
    space: Space, listed: list[Valid]
) -> None:
    part, rng = Part(space, listed, listed), np.random.default_rng(0)
    tried: set[str] = set()
    for _ in listed:
        found = part.nearest(sample(space, rng), tried, rng)
        assert found in listed
        tried.add(key(space, found))
    assert len(tried) == 3 and part.nearest(listed[0], tried, rng) is None


def test_ties_are_drawn_and_the_draw_repeats(space: Space, listed: list[Valid]) -> None:
    part = Part(space, listed, listed[:2])
    asked = {**listed[0], "width_1": 8}
    draws = [part.nearest(asked, (), np.random.default_rng(seed)) for seed in range(20)]
    again = [part.nearest(asked, (), np.random.default_rng(seed)) for seed in range(20)]
    assert draws == again and {d["width_1"] for d in draws if d} == {4, 16}
