"""Owns what moves with a run on the Compare page: the answer, the still charts, every trial."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core import api
from core.comparison import Comparison, Importance, Spent, choices_that_matter, differences, pool
from core.errors import StateError
from core.metrics import METRICS
from pages.components.charts import theme_mode
from pages.components.compare_pick import spent_switch
from pages.components.compare_words import (
    HYPERVOLUME,
    IMPORTANCE,
    differ_line,
    notes,
    one_data,
    ranking_rows,
    single_line,
    verdict,
)
from pages.components.still_chart import still_chart
from pages.components.text import noun, plain, table, titled
from pages.parts.compare.figures import (
    fronts_figure,
    hypervolume_figure,
    importance_figure,
    key_html,
)
from pages.parts.compare.parallel_chart import parallel_chart

# More choices than this leave no room between the axes.
FIRST_CHOICES = 6


def answer(found: Comparison, axis: Spent) -> None:
    """Show which is ahead, and how sure that is."""
    specs = [group.runs[0].spec for group in found.groups]
    unlike = differ_line(differences(specs))
    if one_data(specs):
        says, trust = verdict(found.rankings(axis), axis, found.common_spending(axis))
        st.header(says, anchor=False)
        single = single_line(found, api.samples)
        st.markdown(" ".join(filter(None, (trust, single, unlike))))
    else:
        st.header("These searches learn from different data: none can be called better.")
        st.markdown(unlike)
    left_to_say = notes(found, axis)
    if left_to_say:
        st.caption(" ".join(left_to_say))
    st.html(key_html(found, theme_mode()))


def fronts(found: Comparison) -> None:
    """Draw the fronts over each other."""
    up, across = (titled(objective.metric) for objective in found.objectives)
    st.markdown(f"**The fronts: {up} against {across}**")
    figure = fronts_figure(found, theme_mode())
    still_chart(figure, "compare_fronts")


def hypervolume(found: Comparison) -> Spent:
    """Draw the hypervolume of every front; return what it is drawn over."""
    st.markdown("**Share of all that could be reached** (hypervolume)", help=HYPERVOLUME)
    place = st.container()
    axis = spent_switch(found)
    figure = hypervolume_figure(found, axis, theme_mode())
    with place:
        still_chart(figure, "compare_hypervolume")
    return axis


def why(found: Comparison, axis: Spent) -> list[Importance]:
    """Show which choices matter beside the headline's figures; return their effects."""
    left, right = st.columns(2, gap="medium")
    up = found.objectives[0].metric
    with right:
        st.header("The figures", anchor=False)
        st.markdown(table(ranking_rows(found.rankings(axis))))
    with left:
        st.header(f"Which choices matter for {noun(up)}", anchor=False)
        try:
            effects = choices_that_matter(found, up)
        except StateError as error:
            st.info(plain(str(error)), icon=":material/info:")
            return []
        figure = importance_figure(effects, up, theme_mode())
        still_chart(figure, "compare_importance")
        st.caption(IMPORTANCE)
    return effects


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
