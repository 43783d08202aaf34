"""Owns the fields of a new run; each returns its part of the spec as written."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core import api
from core.metrics import LATENCIES, METRICS, OBJECTIVES, QUALITIES
from core.specs import LONGEST_NAME, Objective, RunSpec, Space
from pages.components.field_messages import FieldMessages
from pages.components.launch_choice import chosen, grouped, picked
from pages.components.text import metrics_help
from pages.parts.launch.data import data_and_space

_COSTS = tuple(name for name in OBJECTIVES if name not in QUALITIES)
_LIMITS = {
    "parameters": "Most parameters",
    "macs": "Most MACs",
    "size_bytes": "Largest file, bytes",
}


def run_form(
    start: RunSpec, spaces: dict[str, Space], key: str
) -> tuple[dict[str, Any], FieldMessages]:
    """Show all fields, filled from ``start``; return the spec and the message places."""
    messages = FieldMessages()
    form: dict[str, Any] = {}
    form["name"] = st.text_input(
        "Name of the run", start.name, max_chars=LONGEST_NAME, key=f"{key}.name"
    )
    messages.beside("name")
    form["dataset"], form["space"] = data_and_space(start, spaces, key, messages)
    form["strategy"] = grouped(
        "strategy", "Strategy", api.strategies(), start.strategy, key, messages
    )
    able = api.estimators_for(Space.model_validate(form["space"]), form["dataset"])
    # The goals stand above the estimator, and depend on what it measures.
    measured = api.qualities_of(picked("estimator", able, start.estimator, key))
    form["objectives"] = _objectives(start, measured, key, messages)
    box_to_tick = st.empty()
    form["budget"] = _budget(start, key, messages)
    form["estimator"] = chosen(
        "estimator", "How each network is scored", able, start.estimator, key, messages
    )
    if form["estimator"]["params"].get("latency") is False and any(
        objective["metric"] in LATENCIES for objective in form["objectives"]
    ):
        box_to_tick.info(
            "To measure it, tick the box **Latency** under “How each network is scored” below.",
            icon=":material/check_box:",
        )
    with st.expander("Limits, seed and notes"):
        form["limits"] = _limits(start, key, messages)
        form["seed"] = st.number_input(
            "Seed",
            value=start.seed,
            step=1,
            key=f"{key}.seed",
            help="The same seed on the same machine tries the same networks.",
        )
        messages.beside("seed")
        form["notes"] = st.text_area("Notes", start.notes, max_chars=2000, key=f"{key}.notes")
        messages.beside("notes")
    return form, messages


def _objectives(
    start: RunSpec, measured: tuple[str, ...], key: str, messages: FieldMessages
) -> list[dict[str, str]]:
    asked = [objective.metric for objective in start.objectives]
    qualities = [name for name in asked if name in measured]
    if not qualities and any(name in QUALITIES for name in asked):
        qualities = [measured[0]]
    boxes = (
        # What was picked of other qualities is there again when these are offered again.
        ("As good as possible", measured, qualities, f"{key}.good.{'.'.join(measured)}"),
        ("As small as possible", _COSTS, [n for n in asked if n in _COSTS], f"{key}.small"),
    )
    aims: list[str] = []
    for place, (title, names, given, box) in zip(st.columns([1, 1.4]), boxes, strict=True):
        with place:
            aims += st.multiselect(
                title,
                names,
                given,
                format_func=lambda name: METRICS[name].label,
                key=box,
                help=metrics_help(names),
                persist_state="page",
            )
    asked_now = goals(start.objectives, aims)
    turned = [o for o in asked_now if o.direction != METRICS[o.metric].direction]
    if turned:
        words = ", ".join(f"{METRICS[o.metric].label} ({o.direction})" for o in turned)
        st.caption(f"The other way round in this spec: {words}")
    messages.beside("objectives")
    return [objective.model_dump() for objective in asked_now]


def goals(given: tuple[Objective, ...], picked: list[str]) -> list[Objective]:
    """Return objectives for ``picked`` metrics; those ``given`` keep order and direction.

    A new quality goes first and a new cost last, as the axes of a chart are chosen from them.
    """
    kept = [objective for objective in given if objective.metric in picked]
    known = {objective.metric for objective in kept}
    new = [Objective.model_validate(name) for name in picked if name not in known]
    first = [objective for objective in new if objective.metric in QUALITIES]
    last = [objective for objective in new if objective.metric not in QUALITIES]
    return [*first, *kept, *last]


def _budget(start: RunSpec, key: str, messages: FieldMessages) -> dict[str, Any]:
    budget, places = start.budget, st.columns(3)
    with places[0]:
        trials = st.number_input(
            "Networks to train", value=budget.trials, step=1, key=f"{key}.trials"
        )
    with places[1]:
        epochs = st.number_input(
            "Epochs in all, at most",
            value=budget.epochs,
            step=1,
            placeholder="no limit",
            key=f"{key}.epochs",
            help="An epoch is one pass over the training images. Those of all networks count.",
        )
    with places[2]:
        minutes = st.number_input(
            "Minutes at most",
            value=budget.minutes,
            step=1.0,
            format="%g",
            placeholder="no limit",
            key=f"{key}.minutes",
            help="A network still training then is given up; testing the front comes on top.",
        )
    asked = {"trials": trials, "epochs": epochs, "minutes": minutes}
    for name in asked:
        messages.beside(f"budget.{name}")
    return asked


def _limits(start: RunSpec, key: str, messages: FieldMessages) -> dict[str, Any]:
    st.caption("A network over a limit is left out, nearly always before any training.")
    limits: dict[str, Any] = {}
    for place, (name, label) in zip(st.columns(len(_LIMITS)), _LIMITS.items(), strict=True):
        with place:
            limits[name] = st.number_input(
                label,
                value=getattr(start.limits, name),
                step=1,
                placeholder="no limit",
                key=f"{key}.limits.{name}",
            )
    # Below the row, over its whole width: these messages are long.
    for name in _LIMITS:
        messages.beside(f"limits.{name}")
    return limits
