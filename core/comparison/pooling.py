"""The trials of several searches together: a sample to draw, and the effects of choices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.comparison.groups import Comparison
from core.comparison.importance import Importance, importance
from core.errors import StateError
from core.pareto import front_mask, points_of
from core.specs import Trial

# More lines than this are one grey area, and slow to brush.
MOST_DRAWN = 2000


@dataclass(frozen=True)
class Pooled:
    """One trial of a comparison; ``group`` is the place of its search."""

    group: int
    run_id: str
    trial: Trial


@dataclass(frozen=True)
class Pool:
    """Complete trials that have both metrics; ``total`` is how many there are, drawn or not."""

    drawn: tuple[Pooled, ...]
    total: int


def pool(comparison: Comparison, most: int = MOST_DRAWN, seed: int = 0) -> Pool:
    """Return at most ``most`` trials: every run's front first, the rest at random.

    The same comparison draws the same trials. With more front members than ``most``, only some of
    those are drawn.
    """
    members: list[Pooled] = []
    rest: list[Pooled] = []
    for place, group in enumerate(comparison.groups):
        for run, trials in zip(group.runs, group.trials, strict=True):
            points = points_of(trials, comparison.objectives)
            on_front = front_mask(points)
            for row in np.flatnonzero(np.isfinite(points).all(axis=1)):
                one = Pooled(place, run.id, trials[row])
                (members if on_front[row] else rest).append(one)
    rng = np.random.default_rng(seed)
    kept = _some(members, most, rng)
    kept = [*kept, *_some(rest, most - len(kept), rng)]
    # Lines are drawn in this order: mixed, so that no search hides the ones before it.
    mixed = [kept[place] for place in rng.permutation(len(kept))]
    return Pool(tuple(mixed), len(members) + len(rest))


def _some(all_of: list[Pooled], most: int, rng: np.random.Generator) -> list[Pooled]:
    if len(all_of) <= most:
        return all_of
    return [all_of[place] for place in sorted(rng.choice(len(all_of), most, replace=False))]


def choices_that_matter(comparison: Comparison, metric: str) -> list[Importance]:
    """Return the main effects over all runs together, largest first.

    Raises:
        StateError: the runs differ in data or space, or have too few trials to tell.
    """
    specs = [run.spec for group in comparison.groups for run in group.runs]
    first = specs[0]
    if any(spec.dataset != first.dataset for spec in specs):
        raise StateError("These runs use different data. Compare runs on the same data to see it.")
    if any(spec.space != first.space for spec in specs):
        raise StateError(
            "These runs search different spaces. Compare runs of the same space to see it."
        )
    trials = [trial for group in comparison.groups for own in group.trials for trial in own]
    effects = importance(first.space, trials, metric)
    if not effects:
        raise StateError("Too few trials so far, or all of them score the same.")
    return effects
