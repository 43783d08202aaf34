"""Compare: which of these searches did better, by how much, and which choices made it so."""

from __future__ import annotations

import streamlit as st

from core import api
from pages.components.compare_pick import Picked, pick
from pages.components.shell import empty, shown_errors
from pages.parts.compare.repeat import repeat_box
from pages.parts.compare.sections import answer, fronts, hypervolume, parallel_section, why


def results(picked: Picked, live: bool) -> None:
    """Show everything that changes while a run is under way; reruns itself until then."""
    run_ids = [run.id for run in picked.runs]
    with shown_errors():
        found = api.comparison(run_ids, picked.across, picked.up)
        headline = st.container()
        left, right = st.columns(2, gap="medium")
        with left:
            fronts(found)
        with right:
            axis = hypervolume(found)
        with headline:
            answer(found, axis)
        effects = why(found, axis)
        parallel_section(found, effects)
    if live and all(api.run(run_id).has_ended for run_id in run_ids):
        st.rerun()


st.title("Compare searches", anchor=False)
with shown_errors():
    runs = api.runs()
    if not any(run.counts.complete for run in runs):
        empty(
            "Nothing to compare yet",
            "Once a search has finished its first trial, this page shows it beside others: whose "
            "front is better, how sure that is, and which choices matter.",
            "launch.py",
            "Launch a search",
        )
    else:
        picked = pick(runs)
        if picked.runs:
            live = not all(run.has_ended for run in picked.runs)
            st.fragment(results, run_every="5s" if live else None)(picked, live)
            repeat_box(picked.runs)
        else:
            st.info("Choose at least one search above.", icon=":material/arrow_upward:")
