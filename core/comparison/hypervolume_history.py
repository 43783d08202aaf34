"""The hypervolume of runs over time, measured in one box so that they can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from core.errors import StateError
from core.metrics import METRICS
from core.pareto import front_mask, hypervolume, points_of
from core.specs import TRAINED, Box, Objective, Run, Trial

Array = npt.NDArray[np.float64]
Spent = Literal["trials", "seconds", "epochs"]


@dataclass(frozen=True)
class HypervolumeHistory:
    """A run's hypervolume after each trained trial, and what had been spent by then.

    Attributes:
        volume: share of the box, shape (trials,), never falling.
        trials: how many candidates were trained, shape (trials,).
        seconds: training seconds in all, shape (trials,).
        epochs: training epochs in all, shape (trials,). A trial that continues another adds only
            the seconds and epochs that it took itself.
    """

    volume: Array
    trials: Array
    seconds: Array
    epochs: Array


def common_box(runs: Sequence[Sequence[Trial]], objectives: Sequence[Objective]) -> Box:
    """Return one box for all ``runs``: shares from 0 to 1, all else from 0 to the dearest trial.

    A score without bounds reaches from the best trial to the worst.

    Raises:
        StateError: no run has a complete trial with these metrics.
    """
    points = np.concatenate([points_of(trials, objectives) for trials in runs])
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        names = " and ".join(METRICS[objective.metric].label for objective in objectives)
        raise StateError(f"No complete trial has {names} yet. Wait for one, or take other runs.")
    return tuple(
        _side(objective, column) for objective, column in zip(objectives, points.T, strict=True)
    )


def _side(objective: Objective, costs: Array) -> tuple[float, float]:
    unit = METRICS[objective.metric].unit
    if unit == "score":
        return (float(costs.min()), float(max(costs.max(), costs.min() + 1.0)))
    share = unit == "share"
    if objective.direction == "maximize":
        return (-1.0 if share else float(costs.min()), 0.0)
    return (0.0, 1.0 if share else float(max(costs.max(), np.finfo(float).tiny)))


def run_range(run: Run, objective: Objective) -> tuple[float, float] | None:
    """Return the range in which the run's own hypervolume is measured; None where it has none."""
    if run.box is None or objective not in run.spec.objectives:
        return None
    return run.box[run.spec.objectives.index(objective)]


def joint_range(sides: Sequence[tuple[float, float] | None]) -> tuple[float, float] | None:
    """Return one range around all ``sides``; None if any of them is None."""
    known = [side for side in sides if side is not None]
    if not known or len(known) < len(sides):
        return None
    return min(low for low, _ in known), max(high for _, high in known)


def hypervolume_history(
    trials: Sequence[Trial], objectives: Sequence[Objective], box: Box
) -> HypervolumeHistory:
    """Return the hypervolume history of one run; ``trials`` are ordered by number."""
    trained = [trial for trial in trials if trial.status in TRAINED]
    spending = Spending()
    totals = [
        spending.add(t.number, t.continues, t.metrics.get("seconds", 0.0), t.epochs)
        for t in trained
    ]
    spent = np.array(totals, dtype=np.float64).reshape(len(trained), 3)
    return HypervolumeHistory(_volumes(points_of(trained, objectives), box), *spent.T)


class Spending:
    """The spending of a run, trained trial by trained trial in the order of their numbers."""

    def __init__(self) -> None:
        self.trials = 0
        self.seconds = 0.0
        self.epochs = 0.0
        self._spent: dict[int, tuple[float, float]] = {}

    def add(
        self, number: int, continues: int | None, seconds: float, epochs: float
    ) -> tuple[int, float, float]:
        """Add a trial; return the candidates, seconds and epochs in all.

        A trial that continues another is no new candidate, and adds only what it took itself; a
        failure without figures spent nothing more that is known.
        """
        before = (0.0, 0.0) if continues is None else self._spent.get(continues, (0.0, 0.0))
        self._spent[number] = (seconds, epochs)
        self.trials += continues is None
        self.seconds += max(0.0, seconds - before[0])
        self.epochs += max(0.0, epochs - before[1])
        return self.trials, self.seconds, self.epochs


def _volumes(points: Array, box: Box) -> Array:
    """Return the hypervolume after each row; computed only when the front changes."""
    volumes = np.zeros(len(points))
    front, volume = points[:0], 0.0
    finite: npt.NDArray[np.bool_] = np.asarray(np.isfinite(points).all(axis=1))
    for place, point in enumerate(points):
        if finite[place] and not (front <= point).all(axis=1).any():
            front = np.vstack([front, point])
            front = front[front_mask(front)]
            volume = hypervolume(front, box)
        volumes[place] = volume
    return volumes


@dataclass(frozen=True)
class Band:
    """Median and quartiles of several runs' hypervolume over what was spent; shapes (points,)."""

    spent: Array
    lower: Array
    median: Array
    upper: Array


def band(histories: Sequence[HypervolumeHistory], axis: Spent, points: int = 200) -> Band:
    """Return the median and quartiles of ``histories``, up to the end of the shortest run."""
    spent = [getattr(history, axis) for history in histories]
    grid = np.linspace(0.0, min((own[-1] if len(own) else 0.0) for own in spent), points)
    rows = [covered(history, axis, grid) for history in histories]
    lower, median, upper = np.quantile(np.array(rows), (0.25, 0.5, 0.75), axis=0)
    return Band(grid, lower, median, upper)


def covered(history: HypervolumeHistory, axis: Spent, spent: Array) -> Array:
    """Return a run's hypervolume at ``spent``; it is constant between trials."""
    done = np.searchsorted(getattr(history, axis), spent, side="right")
    volumes: Array = np.concatenate([[0.0], history.volume])[done]
    return volumes
