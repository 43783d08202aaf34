"""Owns the actions on several picked runs: stop them, delete them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from core import api
from core.errors import CoreError
from core.specs import Run
from pages.components.asking import DELETE, STOP, ask
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
        if st.button("Stop", key="bulk-stop", disabled=not under_way, icon=STOP):
            _stop(under_way)
        if st.button("Delete", key="bulk-delete", disabled=not idle, icon=DELETE):
            _delete(idle, len(chosen) - len(idle))
        st.button("Clear", key="bulk-clear", disabled=not chosen, on_click=_clear, args=(chosen,))


def others(runs: list[Run]) -> str:
    """Return a sentence that names the other people whose runs are among ``runs``, or nothing."""
    names = sorted({run.owner for run in runs} - {owner()})
    return f" Some were launched by {plain(', '.join(names))}." if names else ""


def _stop(runs: list[Run]) -> None:
    words = f"{_runs(len(runs))} will stop after the present epoch.{others(runs)}"
    act = partial(_each, runs, api.stop)
    ask("Stop the picked runs?", words, "Stop them", act, STOP, "Cancel")


def _delete(runs: list[Run], running: int) -> None:
    trials = sum(run.counts.trained + run.counts.infeasible for run in runs)
    gone = f"{_runs(len(runs))} with {trials:,} trials and their networks will be gone for good."
    left = f"\n\n{_runs(running)} still running: stop before deleting." if running else ""
    act = partial(_each, runs, api.delete)
    words = f"{gone}{others(runs)}{left}"
    ask("Delete the picked runs?", words, "Delete them", act, DELETE, "Cancel")


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


def _clear(runs: list[Run]) -> None:
    for run in runs:
        st.session_state[pick_key(run.id)] = False


def _runs(number: int) -> str:
    return "1 run" if number == 1 else f"{number:,} runs"
