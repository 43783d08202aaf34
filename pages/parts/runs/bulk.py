"""Owns the actions on several picked runs: stop them, delete them."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core import api
from core.errors import CoreError
from core.specs import Run
from pages.components.owner import owner
from pages.components.shell import show_error
from pages.components.text import plain


def pick_key(run_id: str) -> str:
    """Return the key of the box that picks a run."""
    return f"pick-{run_id}"


def picked(runs: list[Run]) -> list[Run]:
    """Return the ``runs`` whose box is ticked."""
    return [run for run in runs if st.session_state.get(pick_key(run.id))]


def bulk_bar(runs: list[Run]) -> None:
    """Offer what can be done to the picked of ``runs``, or say how to pick."""
    chosen = picked(runs)
    under_way = [run for run in chosen if not run.has_ended]
    idle = [run for run in chosen if run.status != "running"]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{len(chosen)} picked" if chosen else "Tick runs to stop or delete several.")
        if st.button(
            "Stop", key="bulk-stop", disabled=not under_way, icon=":material/stop_circle:"
        ):
            _stop(under_way)
        if st.button("Delete", key="bulk-delete", disabled=not idle, icon=":material/delete:"):
            _delete(idle, len(chosen) - len(idle))
        st.button("Clear", key="bulk-clear", disabled=not chosen, on_click=_clear, args=(chosen,))


def others(runs: list[Run]) -> str:
    """Return a sentence that names the other people whose runs are among ``runs``, or nothing."""
    names = sorted({run.owner for run in runs} - {owner()})
    return f" Some were launched by {plain(', '.join(names))}." if names else ""


@st.dialog("Stop the picked runs?")
def _stop(runs: list[Run]) -> None:
    st.markdown(f"{_runs(len(runs))} will stop after the present epoch.{others(runs)}")
    said = st.container()
    if _sure("Stop them", ":material/stop_circle:"):
        with said:
            _each(runs, api.stop)


@st.dialog("Delete the picked runs?")
def _delete(runs: list[Run], running: int) -> None:
    trials = sum(run.counts.trained + run.counts.infeasible for run in runs)
    st.markdown(
        f"{_runs(len(runs))} with {trials:,} trials and their networks will be gone for good."
        f"{others(runs)}"
    )
    if running:
        st.info(f"{_runs(running)} still running: stop before deleting.")
    said = st.container()
    if _sure("Delete them", ":material/delete:"):
        with said:
            _each(runs, api.delete)


def _each(runs: list[Run], act: Callable[[str], None]) -> None:
    """Do ``act`` to every run; what is refused is shown, and keeps none of the others."""
    refused = []
    for run in runs:
        try:
            act(run.id)
        except CoreError as error:
            refused.append(error)
    for refusal in refused:
        show_error(refusal)
    if not refused:
        st.rerun()


def _sure(label: str, icon: str) -> bool:
    with st.container(horizontal=True):
        sure = st.button(label, type="primary", icon=icon)
        if st.button("Cancel"):
            st.rerun()
    return sure


def _clear(runs: list[Run]) -> None:
    for run in runs:
        st.session_state[pick_key(run.id)] = False


def _runs(number: int) -> str:
    return "1 run" if number == 1 else f"{number:,} runs"
