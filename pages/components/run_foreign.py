"""Owns what is shown of runs that this version cannot read: their names, and how to delete them."""

from __future__ import annotations

import streamlit as st

from core.specs import UnreadableRun
from pages.components.run_table import delete
from pages.components.text import ago, plain

_WIDTHS = (1.3, 6.1, 1.2, 1.0)


def foreign_runs(runs: list[UnreadableRun]) -> None:
    """Runs of another version, a row each; nothing if there are none."""
    if not runs:
        return
    st.header("Made by another version", anchor=False)
    st.caption(
        "These runs cannot be read here: open them with the version of Paretoscope that made them, "
        "or delete them."
    )
    for run in runs:
        _row(run)


def _row(run: UnreadableRun) -> None:
    status, name, when, more = st.columns(_WIDTHS, vertical_alignment="center")
    with status:
        st.badge("Unreadable", color="gray", icon=":material/help:")
    with name, st.container(gap=None):
        st.markdown(f"**{plain(run.name)}**", help=plain(run.why))
        st.caption(plain(f"by {run.owner}"))
    when.markdown(ago(run.created))
    # One that is under way elsewhere must end first.
    if more.button("Delete", key=f"delete-{run.id}", disabled=run.status == "running"):
        delete(run.id, run.name, "trials")
