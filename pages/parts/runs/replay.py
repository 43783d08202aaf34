"""Owns the dialog to keep a finished run as a table and play it again."""

from __future__ import annotations

import re

import streamlit as st

from core import api
from core.specs import Run
from pages.components.owner import owner
from pages.components.shell import shown_errors

_PACE = 4.0


@st.dialog("Replay without training")
def replay(run: Run) -> None:
    """Ask for a name and a pace, then keep the answers as a table and launch the search on it."""
    st.markdown(
        "What this search found out is kept as a **table of finished answers**. The search is then "
        "played again from it; others can be tried on it too: choose it as the data on the Launch "
        "page."
    )
    name = st.text_input("Name of the table", suggested(run.name), max_chars=40)
    pace = st.number_input(
        "Networks a second", 0.1, 1000.0, _PACE, help="How fast the points appear.", format="%g"
    )
    said = st.container()
    if st.button("Replay", type="primary", disabled=not name.strip()):
        with said, shown_errors():
            played = api.replay(run.id, name.strip(), pace, owner())
            st.switch_page("front.py", query_params={"run": played})


def suggested(name: str) -> str:
    """Return a run's name as a table's may be: ``my-leaves`` for ``My leaves!``."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40].strip("-") or "table"
