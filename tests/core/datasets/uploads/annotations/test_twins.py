"""Objects that are annotated twice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.datasets.uploads.annotations.twins import without_twins

BOX = [5.0, 5.0, 25.0, 25.0]


def kept(*objects: tuple[int, list[float]], most: int = 200) -> tuple[list[int], int, int]:
    boxes = np.array([box for _, box in objects], np.float32).reshape(-1, 4)
    labels = np.array([label for label, _ in objects], np.int32)
    places, again, further = without_twins(boxes, labels, np.arange(len(boxes)), most)
    return places.tolist(), again, further


@pytest.mark.parametrize("shift", [0, 1e-4, 0.4])
def test_box_of_one_class_up_to_rounding_counts_once(shift: float) -> None:
    assert kept((0, BOX), (1, BOX), (0, [side + shift for side in BOX])) == ([0, 1], 1, 0)


def test_another_class_and_a_pixel_make_another_object() -> None:
    assert kept((0, BOX), (1, BOX), (0, [6.0, *BOX[1:]])) == ([0, 1, 2], 0, 0)


def test_twins_take_no_place_of_the_most_there_may_be() -> None:
    assert kept((0, BOX), (0, BOX), (1, BOX), (2, BOX), most=2) == ([0, 2], 1, 1)


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from([BOX, [0.0] * 4])), max_size=12))
def test_every_object_is_kept_once_whatever_their_order(objects: list) -> None:
    places, again, further = kept(*objects)
    assert len(places) + again == len(objects) and further == 0
    assert len(places) == len({(label, tuple(box)) for label, box in objects})
