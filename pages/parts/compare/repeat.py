"""Owns the box that runs a search again under other seeds."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core import api
from core.specs import Run
from pages.components.compare_pick import add_runs, run_label
from pages.components.owner import owner
from pages.components.shell import shown_errors


@st.fragment
def repeat_box(runs: Sequence[Run]) -> None:
    """Ask which of ``runs`` to repeat and how often; add the new runs."""
    st.header("Was it luck? Repeat a search", anchor=False)
    st.caption("A search depends on chance. Run it again with other seeds to see how much.")
    by_id = {run.id: run for run in runs}
    which, number, go = st.columns([3, 1, 1.2], vertical_alignment="bottom")
    run_id = which.selectbox(
        "Repeat", list(by_id), format_func=lambda key: run_label(by_id[key]), key="repeat_run"
    )
    seeds = number.number_input(
        "With how many seeds", api.FEWEST_REPEATS, api.MOST_REPEATS, 4, key="repeat_seeds"
    )
    label = f"Launch {seeds} runs"
    if go.button(label, icon=":material/replay:", width="stretch", key="repeat_go"):
        with shown_errors():
            add_runs(api.repeat(run_id, seeds, owner()))
            st.rerun()
