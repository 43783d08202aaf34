"""Owns the fields of a run to be launched; each returns its part of the spec as it is written."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core import api
from core.registry import Entry
from core.specs import METRICS, OBJECTIVES, Chosen, RunSpec, Space
from pages.components.field_messages import FieldMessages
from pages.components.own_data import own_data
from pages.components.param_widgets import param_widgets
from pages.components.text import big, plain

_QUALITIES = tuple(name for name in OBJECTIVES if name in ("val_accuracy", "val_loss"))
_COSTS = tuple(name for name in OBJECTIVES if name not in _QUALITIES)
_LIMITS = {
    "parameters": "Most parameters",
    "macs": "Most MACs",
    "size_bytes": "Largest file, bytes",
}


def run_form(
    start: RunSpec, spaces: dict[str, Space], key: str
) -> tuple[dict[str, Any], FieldMessages]:
    """All fields, filled from ``start``; the spec as a mapping, and the places for messages."""
    messages = FieldMessages()
    form: dict[str, Any] = {}
    form["name"] = st.text_input("Name of the run", start.name, max_chars=80, key=f"{key}.name")
    messages.beside("name")
    data, space = st.columns(2, gap="large")
    with data:
        form["dataset"] = _dataset(start, key, messages)
    with space:
        form["space"] = _space(start, spaces, key, messages)
    own_data()
    form["strategy"] = _chosen(
        "strategy", "Strategy", api.strategies(), start.strategy, key, messages
    )
    form["objectives"] = _objectives(start, key, messages)
    form["budget"] = _budget(start, key, messages)
    form["estimator"] = _chosen(
        "estimator", "How each network is scored", api.estimators(), start.estimator, key, messages
    )
    with st.expander("Limits, seed and notes"):
        form["limits"] = _limits(start, key, messages)
        form["seed"] = st.number_input(
            "Seed",
            0,
            2**31 - 1,
            start.seed,
            key=f"{key}.seed",
            help="The same seed on the same machine tries the same networks.",
        )
        messages.beside("seed")
        form["notes"] = st.text_area("Notes", start.notes, max_chars=2000, key=f"{key}.notes")
        messages.beside("notes")
    return form, messages


def _dataset(start: RunSpec, key: str, messages: FieldMessages) -> str:
    known = {info.name: info for info in api.datasets()}
    names = list(known)
    index = names.index(start.dataset) if start.dataset in known else 0
    name = st.selectbox(
        "Data", names, index, format_func=lambda n: known[n].title, key=f"{key}.dataset"
    )
    info = known[name]
    needs = " Needs the network the first time." if info.origin == "download" else ""
    st.caption(plain(info.summary) + needs)
    messages.beside("dataset")
    return name


def _space(
    start: RunSpec, spaces: dict[str, Space], key: str, messages: FieldMessages
) -> dict[str, Any]:
    names = list(spaces)
    index = next((at for at, name in enumerate(names) if spaces[name] == start.space), 0)
    name = st.selectbox("Search space", names, index, key=f"{key}.space")
    st.caption(f"{big(api.count(spaces[name]))} different networks")
    messages.beside("space")
    return spaces[name].model_dump(mode="json")


def _chosen(
    field: str,
    title: str,
    entries: tuple[Entry, ...],
    start: Chosen,
    key: str,
    messages: FieldMessages,
) -> dict[str, Any]:
    known = {entry.name: entry for entry in entries}
    names = list(known)
    index = names.index(start.name) if start.name in known else 0
    if len(names) > 1:
        name = st.radio(
            title,
            names,
            index,
            key=f"{key}.{field}",
            captions=[plain(entry.summary) for entry in entries],
        )
    else:
        name = names[0]
        st.markdown(f"{title}: **{name}**. {plain(known[name].summary)}")
    messages.beside(field)
    given = start.params if name == start.name else {}
    widgets = param_widgets(
        known[name], given, f"{key}.{field}.{name}", messages, f"{field}.params"
    )
    return {"name": name, "params": widgets}


def _objectives(start: RunSpec, key: str, messages: FieldMessages) -> list[str]:
    asked = [objective.metric for objective in start.objectives]
    left, right = st.columns([1, 2])
    with left:
        quality = st.selectbox(
            "As good as possible",
            _QUALITIES,
            next((at for at, name in enumerate(_QUALITIES) if name in asked), 0),
            format_func=lambda name: METRICS[name].label,
            key=f"{key}.quality",
        )
    with right:
        costs = st.multiselect(
            "As small as possible",
            _COSTS,
            [name for name in asked if name in _COSTS],
            format_func=lambda name: METRICS[name].label,
            max_selections=3,
            key=f"{key}.costs",
        )
    messages.beside("objectives")
    return [quality, *costs]


def _budget(start: RunSpec, key: str, messages: FieldMessages) -> dict[str, Any]:
    left, right = st.columns(2)
    with left:
        trials = st.number_input(
            "Networks to train", 1, 100_000, start.budget.trials, key=f"{key}.trials"
        )
        messages.beside("budget.trials")
    with right:
        minutes = st.number_input(
            "Minutes at most",
            0.1,
            100_000.0,
            start.budget.minutes,
            step=1.0,
            placeholder="no limit",
            key=f"{key}.minutes",
        )
        messages.beside("budget.minutes")
    return {"trials": trials, "minutes": minutes}


def _limits(start: RunSpec, key: str, messages: FieldMessages) -> dict[str, Any]:
    st.caption("A network over a limit is never trained and costs nothing.")
    limits: dict[str, Any] = {}
    for place, (name, label) in zip(st.columns(len(_LIMITS)), _LIMITS.items(), strict=True):
        with place:
            limits[name] = st.number_input(
                label,
                1,
                None,
                getattr(start.limits, name),
                step=1,
                placeholder="no limit",
                key=f"{key}.limits.{name}",
            )
    # Below the row, over its whole width: these messages are long.
    for name in _LIMITS:
        messages.beside(f"limits.{name}")
    return limits
