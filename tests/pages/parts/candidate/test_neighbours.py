"""The ways from one network of a front to the next."""

from __future__ import annotations

import pytest

from pages.parts.candidate.beside import beside


@pytest.mark.parametrize(
    ("number", "ways"),
    [(7, [(1, 2)]), (2, [(-1, 7), (1, 5)]), (5, [(-1, 2)]), (3, [])],
)
def test_ways_lead_to_the_members_before_and_after(
    number: int, ways: list[tuple[int, int]]
) -> None:
    assert beside([7, 2, 5], number) == ways
