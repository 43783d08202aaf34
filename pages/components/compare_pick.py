"""Owns the choice of runs and axes to compare, kept in the URL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.comparison import Comparison, Spent
from core.specs import Run
from pages.components.axes import ACROSS, UP, axes
from pages.components.compare_words import SPENT
from pages.components.text import metrics_help, strategy, titled

_RUNS = "compare_runs"
_ADDRESS = "compare_address"
_OVER = "compare_over"
MOST_RUNS = 60
A_FIRST_CHOICE = 12


@dataclass(frozen=True)
class Picked:
    """The runs to be compared, and the metrics to do it on."""

    runs: tuple[Run, ...]
    across: str
    up: str


def pick(known: Sequence[Run]) -> Picked:
    """Ask which of ``known`` to compare, newest first; at least one can be compared."""
    by_id = {run.id: run for run in known}
    asked = st.query_params.get("runs")
    if _RUNS not in st.session_state or asked != st.session_state.get(_ADDRESS):
        st.session_state[_RUNS] = _start(by_id, asked)
    chosen_before = set(st.session_state[_RUNS])
    runs, across, up = st.columns([2.6, 1.1, 1.3], vertical_alignment="top")
    chosen = runs.multiselect(
        "Searches",
        [run.id for run in known if run.counts.complete or run.id in chosen_before],
        format_func=lambda run_id: run_label(by_id[run_id]),
        key=_RUNS,
        max_selections=MOST_RUNS,
        placeholder="Choose runs",
        help="Runs that differ only in their seed are drawn as one.",
    )
    picked = [by_id[run_id] for run_id in chosen]
    at_first = axes(picked[0].spec.objectives if picked else ())
    x = _metric(across, "Across", ACROSS, at_first[0].metric, "x")
    y = _metric(up, "Up", UP, at_first[1].metric, "y")
    _bring_in_line({"runs": ",".join(chosen), "x": x, "y": y})
    return Picked(tuple(picked), x, y)


def spent_switch(comparison: Comparison) -> Spent:
    """Ask whether to draw hypervolume over trials, time or epochs, where all runs have them."""
    spent = [axis for axis in SPENT if comparison.common_spending(axis) > 0]
    if st.session_state.get(_OVER) not in spent:
        asked = st.query_params.get("over")
        st.session_state[_OVER] = next((axis for axis in spent if axis == asked), spent[0])
    axis = st.segmented_control(
        "Over",
        spent,
        format_func=lambda axis: SPENT[axis],
        required=True,
        key=_OVER,
        label_visibility="collapsed",
        wrap=True,
    )
    if axis is not None and st.query_params.get("over", "trials") != axis:
        st.query_params["over"] = axis
    return cast("Spent", axis)


def add_runs(run_ids: Sequence[str]) -> None:
    """Take these runs in as well: the address wins over the box at the next script run."""
    st.query_params["runs"] = ",".join([*st.session_state[_ADDRESS].split(","), *run_ids])


def run_label(run: Run) -> str:
    """Return ``Small nets · digits · nsga2 · seed 3 · Ada``, as text."""
    spec = run.spec
    parts = (run.name, spec.dataset, strategy(spec.strategy.name), f"seed {spec.seed}", run.owner)
    return " · ".join(dict.fromkeys(parts))


def _start(by_id: dict[str, Run], asked: str | None) -> list[str]:
    """Return the runs in the URL; else those compared last; else the newest of a search."""
    last = st.session_state.get(_ADDRESS, "")
    for address in (asked or "", last):
        named = [run_id for run_id in dict.fromkeys(address.split(",")) if run_id]
        found = [run_id for run_id in named if run_id in by_id]
        if len(found) < len(named):
            st.toast("Some runs of this address are gone.", icon=":material/info:")
        if found:
            return found[:MOST_RUNS]
    ready = [run for run in by_id.values() if run.counts.complete]
    alike = [
        run.id
        for run in ready
        if (run.spec.dataset, run.spec.space) == (ready[0].spec.dataset, ready[0].spec.space)
    ]
    return alike[:A_FIRST_CHOICE]


def _metric(
    place: DeltaGenerator, title: str, names: Sequence[str], at_first: str, parameter: str
) -> str:
    """Ask for the metric of an axis; that in the URL goes before ``at_first``."""
    key = f"compare_{parameter}"
    if key not in st.session_state:
        asked = st.query_params.get(parameter, "")
        st.session_state[key] = asked if asked in names else at_first
    return place.selectbox(title, names, format_func=titled, key=key, help=metrics_help(names))


def _bring_in_line(address: dict[str, str]) -> None:
    """Write what is compared into the address, so that it can be shared."""
    st.session_state[_ADDRESS] = address["runs"]
    if any(st.query_params.get(name) != value for name, value in address.items()):
        st.query_params.update(address)
