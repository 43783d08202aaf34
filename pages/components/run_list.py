"""Owns how a run looks in a list: its badge, its line of figures, its link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import streamlit as st

from core import api
from core.metrics import METRICS
from core.specs import Run
from pages.components.text import ago, metric, plain, soon

Colour = Literal["blue", "green", "red", "orange", "gray"]
_BADGES: dict[str, tuple[str, Colour, str]] = {
    "queued": ("Waiting", "gray", "hourglass_empty"),
    "running": ("Running", "blue", "play_circle"),
    "paused": ("Paused", "orange", "pause_circle"),
    "finished": ("Finished", "green", "check_circle"),
    "failed": ("Failed", "red", "error"),
    "stopped": ("Stopped", "gray", "stop_circle"),
}


def badge(run: Run) -> None:
    """Show the run's status as a word with a colour and a sign."""
    label, colour, icon = _BADGES[run.status]
    if run.request == "stop" and not run.has_ended:
        # Its present epoch ends first, and a worker tests its front.
        label = "Stopping"
    st.badge(label, color=colour, icon=f":material/{icon}:")


def link(run: Run) -> None:
    """Show the run's name as a link to its front."""
    st.page_link("front.py", label=f"**{plain(run.name)}**", icon="", query_params={"run": run.id})


def best(run: Run) -> None:
    """Show the best score so far, its interval and pictures, and its test score."""
    found = api.leader(run)
    with st.container(gap=None):
        if found is None:
            st.markdown(f"**{best_text(run)}**")
            return
        value = metric(found.score.metric, found.score.value)
        interval = f" :small[{found.score.interval}]" if found.score.interval else ""
        st.markdown(f"**{value}**{interval}")
        words = [found.score.pictures]
        if found.tested is not None:
            words.append(f"test {metric(found.tested.metric, found.tested.value)}")
        st.caption(" · ".join(filter(None, words)))


def best_text(run: Run) -> str:
    """Return the best score so far in plain units; an en dash before there is any."""
    for name, value in run.best.items():
        if name in METRICS and METRICS[name].direction == "maximize":
            return metric(name, value)
    return "–"


def trained(run: Run) -> str:
    """Return ``18 of 40``."""
    return f"{run.counts.trained:,} of {run.spec.budget.trials:,}"


def waits(run: Run, forecasts: Mapping[str, api.Forecast]) -> str:
    """Return when a waiting run's next point comes; empty where it does not wait."""
    forecast = forecasts.get(run.id)
    if run.status != "queued" or run.request == "stop" or forecast is None:
        return ""
    if run.counts.trained:
        return f"goes on {soon(forecast.starts)}"
    return f"first point {soon(forecast.point)}"


def run_row(run: Run, forecasts: Mapping[str, api.Forecast]) -> None:
    """Show a run as one line of a list."""
    with st.container(key=f"short-row-{run.id}"):
        status, name, score, when = st.columns([1.5, 2.4, 2.6, 1.3], vertical_alignment="center")
    with status:
        badge(run)
    with name, st.container(gap=None):
        link(run)
        about = (f"by {run.owner}", trained(run), waits(run, forecasts))
        st.caption(plain(" · ".join(filter(None, about))))
    with score:
        best(run)
    when.caption(ago(run.created))
