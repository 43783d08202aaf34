"""Which numbers of deep pictures are black and white."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.datasets.uploads.levels import DeepPictures, Levels, line


@pytest.mark.parametrize("bits", [8, 10, 12, 14, 16])
def test_bits_that_are_nearly_used_up_are_those_that_were_meant(bits: int) -> None:
    top = 2**bits - 1
    assert line(0, top) == line(3, round(top * 0.9)) == (0, top)
    assert line(0, top // 2) == (0, top // 2)


def test_shares_stay_shares_and_other_numbers_span_what_there_is() -> None:
    assert line(0.1, 0.99) == (0, 1)
    assert line(30_000, 36_000) == (30_000, 36_000)
    assert line(-1000, 3000) == (-1000, 3000)


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_every_line_has_a_span_that_holds_all_numbers(one: float, other: float) -> None:
    low, high = min(one, other), max(one, other)
    black, white = line(low, high)
    assert black < white and black <= low and high <= white


def test_each_kind_has_a_scale_of_its_own_for_all_its_pictures() -> None:
    deep = DeepPictures()
    for top in (900, 4000):
        deep.add(np.array([[0, top]], np.uint16), f"{top}.png")
    deep.add(np.array([[-2.0, 2.0]], np.float32), "f.tif")
    twelve, fractions = deep.levels()
    assert twelve == Levels(kind="uint16", low=0, high=4095)
    assert (fractions.low, fractions.high) == (-2, 2)
    assert twelve.as_bytes(np.array([0, 900, 4095])).tolist() == [0, 56, 255]
    said, other = deep.notes()
    assert said.startswith("pictures of more than 8 bits, of which 12 are used: 0 became black")
    assert said.endswith("4,095 white, on one scale for all: 2 (900.png, 4000.png)")
    assert "fractions: -2 became black and 2 white" in other


def test_pictures_that_may_be_of_fewer_bits_than_others_are_named() -> None:
    deep = DeepPictures()
    for top in (65_535, 4_095):
        deep.add(np.array([[0, top]], np.uint16), f"{top}.png")
    assert deep.notes()[1].startswith("pictures of more than 8 bits with nothing above an eighth")
    assert deep.notes()[1].endswith(": 1 (4095.png)")
