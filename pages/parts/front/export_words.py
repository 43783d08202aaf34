"""Owns the sentences under an exported front: scores, their intervals, the owner."""

from __future__ import annotations

import time
from collections.abc import Sequence

from core.metrics import METRICS, on_test
from core.scores import Samples, score_of
from core.specs import Run, Trial
from pages.components.axes import View
from pages.components.text import metric, strategy, titled


def about_run(run: Run) -> str:
    """Return ``digits · NSGA-II · by Ada · 30 November 2026``."""
    day = time.strftime("%d %B %Y", time.localtime(run.created)).lstrip("0")
    return " · ".join((run.spec.dataset, strategy(run.spec.strategy.name), f"by {run.owner}", day))


def evidence_line(front: Sequence[Trial], view: View, samples: Samples) -> str:
    """Return on which pictures the scores were taken, and how sure the best one is.

    Empty without a front, and of what is no score.
    """
    y = view.up.metric
    if not front or METRICS[y].part is None:
        return ""
    top = _best(front, view)
    scores = [
        score_of(name, top.metrics[name], samples)
        for name in dict.fromkeys((y, on_test(y)))
        if name in METRICS and name in top.metrics
    ]
    scored = (f"{titled(s.metric)} {metric(s.metric, s.value)} ({s.evidence})" for s in scores)
    return f"Trial {top.number}: {'; '.join(scored)}. Intervals are at 95 % (Wilson)."


def _best(trials: Sequence[Trial], view: View) -> Trial:
    y, more = view.up.metric, view.up.direction == "maximize"
    return (max if more else min)(trials, key=lambda trial: trial.metrics[y])
