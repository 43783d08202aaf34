"""Dominance, the front and hypervolume. Points are rows; every column has a direction."""

from __future__ import annotations

import math
from collections.abc import Collection, Container, Sequence

import moocore
import numpy as np
import numpy.typing as npt

from core.specs import Box, Objective, Trial, TrialStatus

Points = npt.NDArray[np.float64]
COUNTED: tuple[TrialStatus, ...] = ("complete",)


def is_drawn(number: int, status: TrialStatus, continued: Container[int]) -> bool:
    """Return whether a trial is a point of a chart: complete, or stopped early for good.

    Args:
        continued: the numbers of trials whose training went on in another.
    """
    return status == "complete" or (status == "stopped_early" and number not in continued)


def points_of(
    trials: Sequence[Trial],
    objectives: Sequence[Objective],
    counted: Collection[TrialStatus] = COUNTED,
) -> Points:
    """Return the objectives as costs, shape (trials, objectives), to be minimised.

    Trials whose status is not ``counted``, or that lack a metric, become rows of infinity: they
    never dominate.
    """
    rows = [
        [
            cost(trial.metrics.get(o.metric), o) if trial.status in counted else np.inf
            for o in objectives
        ]
        for trial in trials
    ]
    return np.array(rows, dtype=np.float64).reshape(len(trials), len(objectives))


def cost(value: float | None, objective: Objective) -> float:
    """Return ``value`` as a cost to be minimised; infinity where it is no finite number."""
    if value is None or not math.isfinite(value):
        return np.inf
    return -value if objective.direction == "maximize" else value


def front_mask(points: Points) -> npt.NDArray[np.bool_]:
    """Return which rows are non-dominated; the first of equal rows; never infinite ones."""
    mask: npt.NDArray[np.bool_] = np.asarray(np.isfinite(points).all(axis=1))
    if mask.any():
        mask[mask] = moocore.is_nondominated(points[mask], keep_weakly=False)
    return mask


def front(trials: Sequence[Trial], objectives: Sequence[Objective]) -> list[Trial]:
    """Return the non-dominated trials, ordered by the last objective (usually the cost)."""
    points = points_of(trials, objectives)
    kept = np.flatnonzero(front_mask(points))
    order = kept[np.lexsort(points[kept].T)] if len(kept) else kept
    return [trials[i] for i in order]


def ranks(points: Points) -> npt.NDArray[np.int64]:
    """Return the non-domination rank of every row (0 is the front); infinite rows come last."""
    finite = np.isfinite(points).all(axis=1)
    rank = np.full(len(points), len(points), dtype=np.int64)
    if finite.any():
        rank[finite] = moocore.pareto_rank(points[finite])
    return rank


def crowding(points: Points) -> npt.NDArray[np.float64]:
    """Return the crowding distance of the rows of one rank (Deb et al. 2002, NSGA-II)."""
    size, width = points.shape
    distance = np.zeros(size)
    for column in range(width):
        order = np.argsort(points[:, column], kind="stable")
        values = points[order, column]
        span = values[-1] - values[0] if size else 0.0
        if size > 2 and span > 0:
            distance[order[1:-1]] += (values[2:] - values[:-2]) / span
        distance[order[[0, -1]]] = np.inf
    return distance


def best_first(points: Points) -> npt.NDArray[np.intp]:
    """Return row numbers by non-domination rank, then by falling crowding distance."""
    rank = ranks(points)
    distance = np.zeros(len(points))
    for level in np.unique(rank):
        members = rank == level
        distance[members] = crowding(points[members])
    return np.lexsort((-distance, rank))


def hypervolume(points: Points, box: Box) -> float:
    """Return the share of ``box`` that the points dominate, in [0, 1].

    ``box`` holds the ideal and the worst cost of every column; columns are costs. Points beyond
    the worst corner are clipped to it and add nothing.
    """
    low, high = np.asarray(box, dtype=float).T
    inside = points[np.isfinite(points).all(axis=1)]
    if not len(inside):
        return 0.0
    scaled = np.clip((inside - low) / (high - low), 0.0, 1.0)
    return float(moocore.hypervolume(scaled, ref=np.ones(len(high))))
