"""Owns stopping a run from a page: one's own at once, somebody else's after a question."""

from __future__ import annotations

import streamlit as st

from core import api
from core.specs import Run
from pages.components.owner import owner
from pages.components.shell import shown_errors
from pages.components.text import plain

STOPS = "It stops after the present epoch."


def stop(run: Run) -> None:
    """Stop ``run``; ask first if somebody else launched it."""
    if run.owner != owner():
        _ask(run)
        return
    with shown_errors():
        api.stop(run.id)
        st.toast(STOPS, icon=":material/stop_circle:")


@st.dialog("Stop somebody else's run?")
def _ask(run: Run) -> None:
    st.markdown(f"**{plain(run.name)}** was launched by **{plain(run.owner)}**. {STOPS}")
    said = st.container()
    with st.container(horizontal=True):
        sure = st.button("Stop it", type="primary", icon=":material/stop_circle:")
        if st.button("Let it run"):
            st.rerun()
    if sure:
        with said, shown_errors():
            api.stop(run.id)
            st.rerun()
