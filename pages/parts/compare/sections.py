"""Owns the parts of the Compare page that move with a run: the answer and the still charts."""

from __future__ import annotations

import streamlit as st

from core import api
from core.comparison import Comparison, Importance, Spent, choices_that_matter, differences
from core.errors import StateError
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
