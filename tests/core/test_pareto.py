"""Dominance, fronts, hypervolume: against their definitions."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.pareto import (
    Points,
    best_first,
    cost,
    crowding,
    front,
    front_mask,
    hypervolume,
    points_of,
    ranks,
)
from core.specs import Objective, Trial
from tests.conftest import make_trial

ACCURACY = Objective(metric="val_accuracy", direction="maximize")
PARAMETERS = Objective(metric="parameters", direction="minimize")
clouds = arrays(
    np.float64, st.tuples(st.integers(1, 12), st.integers(1, 3)), elements=st.integers(0, 6)
)


def dominates(one: np.ndarray, two: np.ndarray) -> bool:
    return bool((one <= two).all() and (one < two).any())


@given(clouds)
def test_front_is_exactly_what_nothing_dominates(points: Points) -> None:
    mask = front_mask(points)
    for i, point in enumerate(points):
        beaten = any(dominates(other, point) for other in points)
        repeated = any((points[j] == point).all() for j in range(i))
        assert mask[i] == (not beaten and not repeated)


@given(clouds)
def test_rank_is_above_every_dominator(points: Points) -> None:
    rank = ranks(points)
    for i, j in itertools.permutations(range(len(points)), 2):
        if dominates(points[i], points[j]):
            assert rank[i] < rank[j]


@given(clouds)
def test_hypervolume_never_falls_when_points_are_added(points: Points) -> None:
    box = tuple((0.0, 7.0) for _ in range(points.shape[1]))
    volumes = [hypervolume(points[:n], box) for n in range(len(points) + 1)]
    assert all(a <= b + 1e-12 for a, b in itertools.pairwise(volumes))
    assert 0.0 <= volumes[-1] <= 1.0


def test_hypervolume_of_two_steps_is_the_area_under_them() -> None:
    points = np.array([[0.25, 0.5], [0.5, 0.25]])
    assert hypervolume(points, ((0.0, 1.0), (0.0, 1.0))) == pytest.approx(0.375 + 0.125)


def test_trials_that_are_not_complete_never_lead() -> None:
    failed = Trial(number=0, status="failed", choices={}, key="a", metrics={"parameters": 1.0})
    found = front([failed, make_trial(1)], (ACCURACY, PARAMETERS))
    assert [trial.number for trial in found] == [1]
    assert np.isinf(points_of([failed], (ACCURACY, PARAMETERS))).any()


def test_front_is_ordered_by_the_last_objective() -> None:
    trials = [make_trial(0, 0.9, 300), make_trial(1, 0.5, 10), make_trial(2, 0.4, 200)]
    assert [t.number for t in front(trials, (ACCURACY, PARAMETERS))] == [1, 0]


def test_crowding_keeps_the_ends_and_prefers_the_lonely() -> None:
    distance = crowding(np.array([[0.0, 4.0], [1.0, 3.0], [1.5, 2.5], [4.0, 0.0]]))
    assert np.isinf(distance[[0, 3]]).all()
    assert distance[2] > distance[1]


def test_crowding_by_hand() -> None:
    # Half of the way between the neighbours, of the whole width, added up over both columns:
    # (1.5 - 0) / 4 + (40 - 25) / 40 = 0.75 and (4 - 1) / 4 + (30 - 0) / 40 = 1.5.
    distance = crowding(np.array([[1.0, 30.0], [0.0, 40.0], [4.0, 0.0], [1.5, 25.0]]))
    assert distance.tolist() == [0.75, np.inf, np.inf, 1.5]


def test_crowding_adds_up_columns_that_differ() -> None:
    points = np.array([[0.0, 10.0], [1.0, 9.0], [2.0, 1.0], [10.0, 0.0]])
    # 2/10 + 9/10 and 9/10 + 9/10.
    assert crowding(points).tolist() == pytest.approx([np.inf, 1.1, 1.8, np.inf])


def test_a_column_of_one_value_says_nothing_of_crowding() -> None:
    points = np.array([[0.0, 5.0], [1.0, 5.0], [3.0, 5.0], [4.0, 5.0]])
    assert crowding(points)[[1, 2]].tolist() == [0.75, 0.75]


# The width of a column without an end is no number.
@pytest.mark.filterwarnings("ignore:invalid value")
def test_best_first_is_by_rank_and_then_by_room() -> None:
    points = np.array(
        [
            [5.0, 5.0],  # beaten by the third
            [np.inf, 0.0],
            [2.0, 2.0],  # more crowded than the fourth
            [1.0, 6.0],
            [0.0, 9.0],
            [9.0, 0.0],
            [6.0, 6.0],  # beaten by the first too
        ]
    )
    assert ranks(points).tolist()[0:2] == [1, 7] and ranks(points)[6] == 2
    assert best_first(points).tolist() == [4, 5, 2, 3, 0, 6, 1]


def test_hypervolume_is_measured_from_the_worst_corner_to_the_ideal_one() -> None:
    box = ((1.0, 3.0), (-10.0, 10.0))
    # Half of the one side and three quarters of the other.
    assert hypervolume(np.array([[2.0, -5.0]]), box) == pytest.approx(0.5 * 0.75)
    # What is better than the ideal counts as the ideal, what is beyond the worst as nothing.
    assert hypervolume(np.array([[0.0, 0.0]]), box) == pytest.approx(0.5)
    assert hypervolume(np.array([[2.0, 11.0], [9.0, -9.0]]), box) == 0.0
    assert hypervolume(np.array([[np.inf, 0.0], [2.0, 0.0]]), box) == pytest.approx(0.25)


def test_equals_on_the_last_objective_are_ordered_by_the_one_before() -> None:
    trials = [make_trial(0, 0.9, 300), make_trial(1, 0.9, 300), make_trial(2, 0.1, 5)]
    assert [t.number for t in front(trials, (PARAMETERS, ACCURACY))] == [0, 2]


def test_crowding_of_five_that_begin_anywhere_by_hand() -> None:
    # Along 0.5 wide and 4 wide; of the middle one 0.25 / 0.5 + 2 / 4.
    points = np.array([[0.2, 9.0], [0.3, 8.0], [0.35, 7.5], [0.55, 6.0], [0.7, 5.0]])
    expected = [np.inf, 0.15 / 0.5 + 1.5 / 4, 0.25 / 0.5 + 2 / 4, 0.35 / 0.5 + 2.5 / 4, np.inf]
    assert crowding(points).tolist() == pytest.approx(expected)


def test_crowding_of_three_is_the_whole_width_of_both_columns() -> None:
    assert crowding(np.array([[1.0, 3.0], [2.0, 2.0], [3.0, 1.0]])).tolist() == [
        np.inf,
        2.0,
        np.inf,
    ]


def test_room_is_that_among_equals_in_rank() -> None:
    front, beaten = [[0.0, 10.0], [4.0, 6.0], [5.0, 5.0], [10.0, 0.0]], [[5.5, 5.5], [6.0, 6.0]]
    # On the front the third has 6 + 6 tenths, the second 5 + 5; among all it would have less.
    assert best_first(np.array(front + beaten)).tolist() == [0, 3, 2, 1, 4, 5]


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), -float("inf")])
def test_what_is_no_finite_number_costs_infinitely_much(value: float | None) -> None:
    assert cost(value, ACCURACY) == cost(value, PARAMETERS) == np.inf
    assert (cost(0.5, ACCURACY), cost(0.5, PARAMETERS)) == (-0.5, 0.5)
