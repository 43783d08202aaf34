"""Owns what is said of a front in a file: what a smaller network costs, and whose front it is."""

from __future__ import annotations

import time
from collections.abc import Sequence

from core.metrics import METRICS
from core.specs import Run, Trial
from pages.components.axes import View
from pages.components.text import compared, metric, noun, strategy

# How much smaller the network is that the sentence sets beside the best, unless a limit is asked.
SMALLER = 10


def about_run(run: Run) -> str:
    """Return ``digits · NSGA-II · by Ada · 30 November 2026``."""
    day = time.strftime("%d %B %Y", time.localtime(run.created)).lstrip("0")
    return " · ".join((run.spec.dataset, strategy(run.spec.strategy.name), f"by {run.owner}", day))


def front_sentence(front: Sequence[Trial], view: View) -> str:
    """Return what is best, and what the best within the limit gives up; empty without a front.

    Args:
        front: the members on the view's two axes.
    """
    if not front:
        return ""
    x, y = view.across.metric, view.up.metric
    more = view.up.direction == "maximize"
    top = (max if more else min)(front, key=lambda trial: trial.metrics[y])
    first = f"The best of all is trial {top.number}: {_figures(top, x, y)}."
    limit = view.limit if view.limit is not None else top.metrics[x] / SMALLER
    fits = [trial for trial in front if trial.metrics[x] <= limit]
    if view.across.direction == "maximize" or not fits:
        return first
    pick = (max if more else min)(fits, key=lambda trial: trial.metrics[y])
    how = "" if view.limit is not None else f" ({SMALLER} times less)"
    lead = f"{noun(x)} limited to {metric(x, limit)}{how}"
    return f"{first} {_second(pick, top, view, lead)}" if pick is not top else first


def _second(pick: Trial, top: Trial, view: View, lead: str) -> str:
    x, y = view.across.metric, view.up.metric
    gap = abs(top.metrics[y] - pick.metrics[y])
    way = "less" if view.up.direction == "maximize" else "more"
    lost = f"{gap * 100:.1f} points" if METRICS[y].unit == "share" else f"{gap:.2g}"
    return (
        f"With {lead}, the best is trial {pick.number}: {_figures(pick, x, y)}. "
        f"That is {lost} {way} {noun(y)}{_saved(pick, top, x)}."
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
