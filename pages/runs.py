"""Runs: every run there is; open, run again, rename, delete."""

from __future__ import annotations

import streamlit as st

from core import api
from pages.components.disk import disk
from pages.components.foreign import foreign, foreign_datasets, foreign_runs
from pages.components.shell import empty, shown_errors
from pages.parts.runs.table import following

A_PAGE = 25

st.title("Runs", anchor=False)
with shown_errors():
    runs, others = api.runs(), foreign_runs()
    if not runs and not others:
        empty(
            "No run yet",
            "Every search that was launched is listed here, with its status and its best score.",
            "home.py",
            "Go to Home",
        )
    elif runs:
        words, whose, again = st.columns([2, 1, 0.6], vertical_alignment="bottom")
        word = words.text_input("Search", placeholder="Part of a name, data set or space")
        owners = sorted({run.owner for run in runs})
        person = whose.selectbox("Owner", owners, index=None, placeholder="Everyone")
        again.button("Refresh", icon=":material/refresh:", width="stretch")
        found = [
            run
            for run in runs
            if (person is None or run.owner == person)
            and word.lower() in f"{run.name} {run.spec.dataset} {run.spec.space.name}".lower()
        ]
        pages = -(-len(found) // A_PAGE)
        page = st.pagination(pages) if pages > 1 else 1
        following(found[(page - 1) * A_PAGE : page * A_PAGE])
        if not found:
            st.info("No run fits. Clear the search to see them all.")
    foreign([*others, *foreign_datasets()])
    disk()
