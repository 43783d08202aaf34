"""What repeated searches reach: the attainment surfaces of their fronts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import moocore
import numpy as np
import numpy.typing as npt

from core.errors import StateError
from core.pareto import front_mask, points_of
from core.specs import Objective, Trial

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Surface:
    """The corners of one attainment surface, by rising cost.

    Attributes:
        percent: so many per cent of the runs reach the surface or go beyond it.
        values: shape (corners, 2), in the objectives' own sense (accuracy is not negated).
    """

    percent: float
    values: Array


def attainment(
    runs: Sequence[Sequence[Trial]],
    objectives: Sequence[Objective],
    percentiles: Sequence[float] = (25.0, 50.0, 75.0),
) -> list[Surface]:
    """Return the empirical attainment surfaces of several runs (Grunert da Fonseca et al. 2001).

    Raises:
        StateError: there are not two objectives, or a run has no complete trial.
    """
    if len(objectives) != 2:
        raise StateError(f"An attainment surface needs two objectives; got {len(objectives)}.")
    fronts = [_front(trials, objectives) for trials in runs]
    if not fronts or any(not len(points) for points in fronts):
        raise StateError("Every run needs a complete trial before they can be summed up.")
    sets = np.repeat(np.arange(len(fronts)), [len(points) for points in fronts])
    rows = moocore.eaf(np.concatenate(fronts), sets, percentiles=list(percentiles))
    signs = np.array([-1.0 if o.direction == "maximize" else 1.0 for o in objectives])
    return [
        Surface(percent, _by_cost(rows[rows[:, 2] == percent][:, :2]) * signs)
        for percent in percentiles
    ]


def _front(trials: Sequence[Trial], objectives: Sequence[Objective]) -> Array:
    points = points_of(trials, objectives)
    return points[front_mask(points)]


def _by_cost(corners: Array) -> Array:
    return corners[np.argsort(corners[:, 1], kind="stable")]
