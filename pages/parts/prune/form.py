"""Owns the fields of a pruning run; together they are its spec as it is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core import api
from core.metrics import LATENCIES, METRICS
from core.parents.info import ParentInfo
from core.registry import Entry
from core.specs import LONGEST_NAME, SEEDS, Chosen, RunSpec, Space
from pages.components.field_messages import FieldMessages
from pages.components.launch_choice import grouped
from pages.components.param_widgets import param_widgets
from pages.components.text import big, metrics_help, noun
from pages.parts.prune.choices import Choices, prune_choices

COSTS = ("macs", "parameters", "nonzeros", "compressed_bytes", "size_bytes", *LATENCIES)


def prune_form(parent: ParentInfo) -> tuple[dict[str, Any], FieldMessages]:
    """Draw the goal, and folded what may be said besides; return the spec and places for messages.

    The spec is a mapping, as it is written.
    """
    messages = FieldMessages()
    goal = _goal()
    key = f"prune.{parent.name}.{goal.name}"
    space, tried = _ways(parent, goal, key, messages)
    start = api.pruning_start(parent.name, space, goal=goal.name)
    form = start | {"space": space.model_dump(mode="json")}
    form["name"] = st.text_input(
        "Name of the run",
        start["name"],
        max_chars=LONGEST_NAME,
        key=f"{key}.name",
    )
    messages.beside("name")
    form["objectives"], form["budget"] = _cost_and_budget(start, key, messages)
    with st.expander("How to search"):
        first = Chosen(name=start["strategy"])
        form["strategy"] = grouped(
            "strategy", "Strategy", api.strategies(), first, f"{key}.{first.name}", messages
        )
    estimator = api.estimators_for(space, parent.dataset)[0]
    form["estimator"], form["seed"] = _fine_tuning(estimator, tried, key, messages)
    return form, messages


def _goal() -> api.PruningGoal:
    """Ask for the goal of the pruned network."""
    st.header("What do you want?", anchor=False)
    titles = {goal.name: goal.title for goal in api.GOALS}
    first = api.GOALS[0].name
    picked = st.segmented_control(
        "Goal",
        list(titles),
        default=first,
        format_func=titles.__getitem__,
        key="prune.goal",
        label_visibility="collapsed",
        required=True,
        wrap=True,
    )
    goal = api.pruning_goal(picked or first)
    st.caption(goal.summary)
    return goal


def _ways(
    parent: ParentInfo, goal: api.PruningGoal, key: str, messages: FieldMessages
) -> tuple[Space, Choices]:
    """Draw what is to be tried, folded; return it as a space, and by choice."""
    with st.expander("What to try, in detail"):
        st.caption("The search may combine all that is switched on.")
        tried, by_group = prune_choices(parent, goal, key, messages)
    # One number of epochs for all is the estimator's.
    varied = {name: tried[name] for name in tried if name != "epochs" or len(tried[name]) > 1}
    space = api.pruning_space(parent.name, varied, by_group=by_group)
    messages.beside("space")
    _combinations(space)
    return space, tried


def baseline_box(spec: RunSpec | None) -> list[RunSpec]:
    """Ask whether random search runs beside ``spec``; return its spec if so."""
    baseline = None if spec is None else api.baseline(spec)
    if baseline is None:
        return []
    asked = st.checkbox(
        "Also run random search, as a baseline",
        key="prune.baseline",
        help="A second run, the same but for its strategy. It takes about as long again.",
    )
    return [baseline] if asked else []


def _combinations(space: Space) -> None:
    if all(choice.values for choice in space.choices):
        st.markdown(f"**{big(api.count(space))}** ways to prune can be tried.")


def _cost_and_budget(
    start: Mapping[str, Any], key: str, messages: FieldMessages
) -> tuple[list[str], dict[str, int]]:
    quality, first = start["objectives"]
    goal, trials = st.columns(2)
    cost = goal.selectbox(
        "As small as possible",
        COSTS,
        COSTS.index(first),
        format_func=lambda name: METRICS[name].label,
        key=f"{key}.cost.{first}",
        help=f"The other goal is always {noun(quality)}.\n\n{metrics_help(COSTS)}",
    )
    number = trials.number_input(
        "Networks to try",
        1,
        100_000,
        start["budget"]["trials"],
        key=f"{key}.trials",
    )
    for field in ("objectives", "budget"):
        messages.beside(field)
    return [quality, cost], {"trials": number}


def _fine_tuning(
    entry: Entry, tried: Choices, key: str, messages: FieldMessages
) -> tuple[dict[str, Any], int]:
    with st.expander("Fine-tuning in detail, seed"):
        params = param_widgets(
            entry, {}, f"{key}.estimator", messages, "estimator.params", without=("epochs",)
        )
        seed = st.number_input(
            "Seed",
            0,
            SEEDS - 1,
            0,
            key=f"{key}.seed",
            help="The same seed on the same machine tries the same ways to prune.",
        )
    messages.beside("estimator")
    longest = max((int(value) for value in tried["epochs"]), default=0)
    return {"name": entry.name, "params": {"epochs": longest, **params}}, seed
