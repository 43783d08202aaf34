"""Owns the Compare page's last chart: which axes it has, and what is said about its trials."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.comparison import Comparison, Importance, pool
from core.metrics import METRICS
from pages.components.text import titled
from pages.parts.compare.parallel_chart import parallel_chart

# More choices than this leave no room between the axes.
FIRST_CHOICES = 6


def parallel_section(comparison: Comparison, effects: Sequence[Importance]) -> None:
    """Show the heading, the choice of axes and the chart; a click opens a trial."""
    st.header("Every trial, choice by choice", anchor=False)
    choices = choice_names(comparison)
    first = [effect.choice for effect in effects] or choices
    metrics = [objective.metric for objective in reversed(comparison.objectives)]
    start = [name for name in choices if name in first[:FIRST_CHOICES]] + metrics
    axes = st.multiselect(
        "Axes",
        [*choices, *METRICS],
        start,
        format_func=lambda name: titled(name).replace("_", " "),
        key=f"compare_axes_{'_'.join(metrics)}_{hash(tuple(choices))}",
        help="The choices that matter most are drawn at first.",
    )
    drawn = pool(comparison)
    axes = [name for name in axes if name not in METRICS or is_known(comparison, name)]
    if len(axes) < 2:
        st.info("Choose at least two axes that these trials have.", icon=":material/info:")
        return
    opened = parallel_chart(comparison, drawn, axes)
    if len(drawn.drawn) < drawn.total:
        shown = f"{len(drawn.drawn):,} of {drawn.total:,} trials are drawn"
        st.caption(f"{shown}: every run's front, and of the rest as many as fit, at random.")
    if opened is not None:
        run_id, number = opened.split("/")
        st.switch_page("candidate.py", query_params={"run": run_id, "trial": number})


def choice_names(comparison: Comparison) -> list[str]:
    """Return the choices of all the spaces, each once."""
    spaces = [group.runs[0].spec.space for group in comparison.groups]
    return list(dict.fromkeys(choice.name for space in spaces for choice in space.choices))


def is_known(comparison: Comparison, metric: str) -> bool:
    """Return whether any trial has the metric."""
    runs = [trials for group in comparison.groups for trials in group.trials]
    return any(metric in trial.metrics for trials in runs for trial in trials)
