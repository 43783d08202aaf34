from __future__ import annotations

import numpy as np
import pytest

from core.comparison import attainment
from core.errors import StateError
from tests.core.comparison.test_hypervolume_history import trial
from tests.seeds import OBJECTIVES, seed_trials


def test_median_of_three_runs_is_the_surface_that_two_of_them_reach() -> None:
    runs = [[trial(0, accuracy, 100)] for accuracy in (0.7, 0.8, 0.9)]
    (median,) = attainment(runs, OBJECTIVES, [50.0])
    assert median.values.tolist() == [[0.8, 100.0]]


def test_surfaces_are_nested() -> None:
    runs = [seed_trials(60, seed=seed) for seed in range(5)]
    lower, _, upper = attainment(runs, OBJECTIVES)
    for accuracy, parameters in upper.values:
        # What three quarters reach, a quarter reaches at the same cost or less.
        affordable = lower.values[lower.values[:, 1] <= parameters]
        assert affordable[:, 0].max() >= accuracy


def test_corners_rise_in_cost_and_in_accuracy() -> None:
    surfaces = attainment([seed_trials(80, seed=seed) for seed in range(3)], OBJECTIVES)
    for surface in surfaces:
        assert (np.diff(surface.values, axis=0) > 0).all()


def test_a_run_without_a_complete_trial_is_refused() -> None:
    with pytest.raises(StateError, match="needs a complete trial"):
        attainment([seed_trials(20), []], OBJECTIVES)


def test_one_objective_is_refused() -> None:
    with pytest.raises(StateError, match="two objectives; got 1"):
        attainment([seed_trials(20)], OBJECTIVES[:1])


def test_corners_come_by_rising_cost_in_the_objectives_own_sense() -> None:
    one = [trial(0, 0.5, 100), trial(1, 0.9, 400)]
    other = [trial(0, 0.6, 200), trial(1, 0.7, 300)]
    both, either = attainment([one, other], OBJECTIVES, [100.0, 50.0])
    # Both reach 0.5 for 200 and 0.7 for 400; one or the other 0.5, 0.6, 0.7 and 0.9.
    assert both.values.tolist() == [[0.5, 200.0], [0.7, 400.0]]
    assert either.values.tolist() == [[0.5, 100.0], [0.6, 200.0], [0.7, 300.0], [0.9, 400.0]]
