"""Owns the fields of a run to be launched; each returns its part of the spec as it is written."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core import api
from core.registry import Entry
from core.specs import METRICS, OBJECTIVES, QUALITIES, Chosen, Objective, RunSpec, Space
from pages.components.field_messages import FieldMessages
from pages.components.own_data import own_data
from pages.components.param_widgets import param_widgets
from pages.components.text import big, plain

_COSTS = tuple(name for name in OBJECTIVES if name not in QUALITIES)
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
    # Runs before the list of data above it, so that what it takes in is listed and chosen at once.
    added = own_data()
    with data:
        form["dataset"] = _dataset(start, key, messages, added)
    with space:
        form["space"] = _space(start, spaces, key, messages)
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


def _dataset(start: RunSpec, key: str, messages: FieldMessages, added: str | None) -> str:
    known = {info.name: info for info in api.datasets()}
    box = f"{key}.dataset"
    if added is not None:
        st.session_state[box] = added
    elif st.session_state.get(box) not in known:
        st.session_state[box] = start.dataset if start.dataset in known else next(iter(known))
    name = st.selectbox("Data", list(known), format_func=lambda n: known[n].title, key=box)
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


def _objectives(start: RunSpec, key: str, messages: FieldMessages) -> list[dict[str, str]]:
    asked = {objective.metric: objective for objective in start.objectives}
    boxes = (("As good as possible", QUALITIES), ("As small as possible", _COSTS))
    picked: list[str] = []
    for place, (title, names) in zip(st.columns([1, 1.4]), boxes, strict=True):
        given = [name for name in asked if name in names]
        with place:
            picked += st.multiselect(
                title,
                names,
                given,
                format_func=lambda name: METRICS[name].label,
                key=f"{key}.{title}",
            )
    asked_now = goals(start.objectives, picked)
    turned = [o for o in asked_now if o.direction != METRICS[o.metric].direction]
    if turned:
        words = ", ".join(f"{METRICS[o.metric].label} ({o.direction})" for o in turned)
        st.caption(f"The other way round in this spec: {words}")
    messages.beside("objectives")
    return [objective.model_dump() for objective in asked_now]


def goals(given: tuple[Objective, ...], picked: list[str]) -> list[Objective]:
    """Objectives for the ``picked`` metrics: those ``given`` keep their order and direction.

    A new quality goes first and a new cost last, as the axes of a chart are chosen from them.
    """
    kept = [objective for objective in given if objective.metric in picked]
    known = {objective.metric for objective in kept}
    new = [Objective.model_validate(name) for name in picked if name not in known]
    first = [objective for objective in new if objective.metric in QUALITIES]
    last = [objective for objective in new if objective.metric not in QUALITIES]
    return [*first, *kept, *last]


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
            0.0,  # the engine refuses 0 itself, beside the field; any time above it may be asked
            100_000.0,
            start.budget.minutes,
            step=1.0,
            format="%g",
            placeholder="no limit",
            key=f"{key}.minutes",
        )
        messages.beside("budget.minutes")
    return {"trials": trials, "minutes": minutes}


def _limits(start: RunSpec, key: str, messages: FieldMessages) -> dict[str, Any]:
    st.caption("A network over a limit is left out, nearly always before any training.")
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
