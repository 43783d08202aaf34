"""Numbers of architectures: each exactly one, and back again, in spaces of any size."""

from __future__ import annotations

import numpy as np
import pytest

from core.spaces import count_architectures, key, nth, position, restrict, sample
from core.specs import Space


def test_every_number_is_another_architecture(space: Space) -> None:
    found = [nth(space, number) for number in range(42)]
    assert all(restrict(space, choices) == choices for choices in found)
    assert len({key(space, choices) for choices in found}) == 42


def test_position_undoes_nth(space: Space) -> None:
    assert [position(space, nth(space, number)) for number in range(42)] == list(range(42))


def test_numbers_beyond_the_last_are_refused(space: Space) -> None:
    with pytest.raises(IndexError, match="got 42"):
        nth(space, 42)


def test_a_vast_space_is_numbered_without_listing_it() -> None:
    choices = {f"x{i}": list(range(10)) for i in range(60)}
    vast = Space.model_validate({"name": "vast", "family": "c", "choices": choices})
    drawn = sample(vast, np.random.default_rng(0))
    assert nth(vast, position(vast, drawn)) == drawn
    assert list(nth(vast, count_architectures(vast) - 1).values()) == [9] * 60
