"""Dominance, fronts, hypervolume: against their definitions."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.pareto import Points, crowding, front, front_mask, hypervolume, points_of, ranks
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
