"""Which choices of a space matter for a metric."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.specs import Choices, Space, Trial, Value

Array = npt.NDArray[np.float64]
# Fewer than this many trials a value say more about luck than about the choice.
FEWEST_TRIALS = 10


@dataclass(frozen=True)
class Importance:
    """The share of a metric's variance that one choice explains by itself.

    Attributes:
        share: ε² (Kelley 1935) in [0, 1]: 0 is no more than chance would show.
        means: the metric's mean for every value that was tried; ``None`` stands for trials in
            which the choice did not exist.
    """

    choice: str
    share: float
    means: dict[Value | None, float]


def importance(space: Space, trials: Sequence[Trial], metric: str) -> list[Importance]:
    """Return the main effect of every choice, the largest first; empty with too few trials.

    One-way analysis of variance a choice, corrected for the number of its values, so that a
    choice of many values gains nothing by luck alone. A search that follows good candidates
    samples unevenly: with few trials, or strongly tied choices, read this as a hint.
    """
    known = [trial for trial in trials if trial.status == "complete" and metric in trial.metrics]
    values = np.array([trial.metrics[metric] for trial in known])
    if len(known) < FEWEST_TRIALS or np.ptp(values) == 0:
        return []
    chosen = [trial.choices for trial in known]
    effects = [_effect(choice.name, chosen, values) for choice in space.choices]
    return sorted(effects, key=lambda effect: -effect.share)


def _effect(name: str, chosen: Sequence[Choices], values: Array) -> Importance:
    groups: defaultdict[Value | None, list[float]] = defaultdict(list)
    for choices, value in zip(chosen, values.tolist(), strict=True):
        groups[choices.get(name)].append(value)
    means = {level: float(np.mean(members)) for level, members in groups.items()}
    return Importance(name, _share(list(groups.values()), values), means)


def _share(groups: Sequence[Sequence[float]], values: Array) -> float:
    """Return ε² = 1 − (SS_within / (n − k)) / (SS_total / (n − 1)), not below 0."""
    size, count = len(values), len(groups)
    if count < 2 or size <= count:
        return 0.0
    within = sum(float(np.sum((np.asarray(group) - np.mean(group)) ** 2)) for group in groups)
    total = float(np.sum((values - values.mean()) ** 2))
    return max(0.0, 1.0 - (within / (size - count)) / (total / (size - 1)))
