"""Owns what is said of a front in a file: what a smaller network costs, and whose front it is."""

from __future__ import annotations

import time
from collections.abc import Sequence

from core.metrics import METRICS, on_test
from core.scores import NO_DIFFERENCE, Samples, Score, score_of
from core.specs import Run, Trial
from pages.components.axes import View
from pages.components.text import compared, metric, noun, strategy, titled

# How much smaller the network is that the sentence sets beside the best, unless a limit is asked.
SMALLER = 10


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
    told = (f"{titled(s.metric)} {metric(s.metric, s.value)} ({s.evidence})" for s in scores)
    return f"Trial {top.number}: {'; '.join(told)}. Intervals are at 95 % (Wilson)."


def front_sentence(front: Sequence[Trial], view: View, samples: Samples | None = None) -> str:
    """Return what is best, and what the best within the limit gives up; empty without a front.

    Args:
        front: the members on the view's two axes.
        samples: what the scores were taken on: a difference that it cannot show is called so.
    """
    if not front:
        return ""
    x, y = view.across.metric, view.up.metric
    top = _best(front, view)
    first = f"The best of all is trial {top.number}: {_figures(top, x, y)}."
    limit = view.limit if view.limit is not None else top.metrics[x] / SMALLER
    fits = [trial for trial in front if trial.metrics[x] <= limit]
    if view.across.direction == "maximize" or not fits:
        return first
    pick = _best(fits, view)
    how = "" if view.limit is not None else f" ({SMALLER} times less)"
    lead = f"{noun(x)} limited to {metric(x, limit)}{how}"
    if pick is top:
        return first
    scores = (score_of(y, trial.metrics[y], samples or {}) for trial in (pick, top))
    return f"{first} {_second(pick, top, view, lead)}{_sure(*scores)}."


def _best(trials: Sequence[Trial], view: View) -> Trial:
    y, more = view.up.metric, view.up.direction == "maximize"
    return (max if more else min)(trials, key=lambda trial: trial.metrics[y])


def _sure(pick: Score, top: Score) -> str:
    same = pick.value == top.value or pick.told_apart(top)
    return "" if same else f": {NO_DIFFERENCE}"


def _second(pick: Trial, top: Trial, view: View, lead: str) -> str:
    x, y = view.across.metric, view.up.metric
    gap = abs(top.metrics[y] - pick.metrics[y])
    way = "less" if view.up.direction == "maximize" else "more"
    lost = f"{gap * 100:.1f} points" if METRICS[y].unit == "share" else f"{gap:.2g}"
    return (
        f"With {lead}, the best is trial {pick.number}: {_figures(pick, x, y)}. "
        f"That is {lost} {way} {noun(y)}{_saved(pick, top, x)}"
    )


def _saved(pick: Trial, top: Trial, x: str) -> str:
    if pick.metrics[x] <= 0:
        return f", at no {noun(x)} at all"
    times = top.metrics[x] / pick.metrics[x]
    ratio = f"{times:.1f}" if times < 9.95 else f"{times:,.0f}"
    less = compared(x, -1)
    return f", for {ratio} times {less[0].lower()}{less[1:]}"


def _figures(trial: Trial, x: str, y: str) -> str:
    shown = [f"{noun(name)} {metric(name, trial.metrics[name])}" for name in (y, x)]
    return ", ".join(shown)
