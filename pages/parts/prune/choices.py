"""Owns the ways to prune that a search may try, in plain words; only relevant ones are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from core import api
from core.models.pruned_terms import PRUNING_TERMS
from core.models.pruning_methods import rewinding
from core.parents.info import ParentInfo
from core.specs import Value
from pages.components.field_messages import FieldMessages
from pages.components.text import glossary_link, plain

Choices = dict[str, list[Value]]
RATIOS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)
EPOCHS = (0, 1, 2, 4, 8, 16, 32)
ROUNDS = (2, 3, 4, 5, 8)
FAST = (
    "A processor computes 8, 16 or 32 numbers at once. Other widths save computation, and often "
    "little time. So that multiples are left, more may go than is asked for."
)
# What is picked at first where the goal says nothing.
FIRST: Choices = {
    "granularity": ["channels"],
    "weight_criterion": ["magnitude", "random"],
    "target": ["macs"],
    "round_to": [1],
    "schedule": ["one_shot"],
    "rounds": [3],
    "epochs": [4],
}
WORDS: Mapping[str, Mapping[Value, str]] = {
    choice: {value: term.title for value, term in terms.items()}
    for choice, terms in PRUNING_TERMS.items()
}


def prune_choices(
    parent: ParentInfo, goal: api.PruningGoal, key: str, messages: FieldMessages
) -> tuple[Choices, bool]:
    """Draw pills for every choice that matters under the others; what serves the goal is picked.

    Returns what is to be tried, and whether every group is to lose a share of its own.
    """
    tried: Choices = {}
    ask = partial(_pills, tried, first_picked(parent, goal), key, messages)
    ask("granularity", "What goes", list(WORDS["granularity"]))
    goes = tried["granularity"]
    by_group = goes == ["channels"] and _by_group_box(key)
    if "channels" in goes:
        ask("criterion", "Least important channels by", list(WORDS["criterion"]))
    if {"weights", "2:4"} & set(goes):
        ask("weight_criterion", "Least important weights by", list(WORDS["weight_criterion"]))
    if goes != ["2:4"]:
        if not by_group:
            ask("scope", "Where it goes", list(WORDS["scope"]))
        ask("ratio", "How much goes", RATIOS)
        if "channels" in goes and not by_group:
            ask("target", "Of what", list(WORDS["target"]))
        if "channels" in goes and len(multiples := api.multiples(parent)) > 1:
            ask("round_to", "Channels left in a layer, multiples of", multiples, help=FAST)
        ask("schedule", "In which steps", _schedules(parent, goes))
    if set(tried.get("schedule", [])) - {"one_shot"}:
        ask("rounds", "How many steps", ROUNDS)
    ask("epochs", "Epochs of training afterwards (fine-tuning)", EPOCHS)
    if any(tried["epochs"]):
        ask("distillation", "It learns from", list(WORDS["distillation"]))
    return tried, by_group


def first_picked(parent: ParentInfo, goal: api.PruningGoal) -> Choices:
    """Return the initial choice."""
    epochs: Choices = {} if goal.epochs is None else {"epochs": [goal.epochs]}
    wanted = {name: list(values) for name, values in goal.choices(parent).items()}
    return FIRST | epochs | wanted


def _by_group_box(key: str) -> bool:
    return st.toggle(
        "Each group of layers loses a share of its own (AMC)",
        key=f"{key}.by_group",
        help="One of the shares below, or nothing. Many more combinations: let a strategy search.",
    )


def _schedules(parent: ParentInfo, goes: Sequence[Value]) -> list[Value]:
    """Return the schedules that fit; those that rewind need single weights and their beginning."""
    unfit = () if parent.rewinds and goes == ["weights"] else rewinding()
    return [name for name in WORDS["schedule"] if name not in unfit]


def _pills(
    tried: Choices,
    first: Choices,
    key: str,
    messages: FieldMessages,
    choice: str,
    title: str,
    options: Sequence[Value],
    help: str | None = None,
) -> None:
    box = f"{key}.{choice}"
    st.session_state.setdefault(box, first[choice])
    # An option may be gone since: it depends on other choices.
    st.session_state[box] = [value for value in st.session_state[box] if value in options]
    tried[choice] = st.pills(
        title,
        options,
        selection_mode="multi",
        format_func=partial(option_text, choice),
        key=box,
        help=help or explained(choice),
        wrap=True,
        persist_state="page",
    )
    messages.beside(f"space.choices.{choice}")


def explained(choice: str) -> str | None:
    """Explain each value of ``choice`` for a widget's "?"; None for plain numbers."""
    terms = PRUNING_TERMS.get(choice)
    if terms is None:
        return None
    lines = [f"- **{plain(term.title)}**: {plain(term.summary)}" for term in terms.values()]
    return "\n".join([*lines, "", glossary_link(choice.replace("weight_", ""))])


def option_text(choice: str, value: Value) -> str:
    """Return the label of a value of ``choice``: ``70 %``, its words, or the number."""
    if choice == "ratio":
        return f"{float(value) * 100:g} %"
    return WORDS[choice][value] if choice in WORDS else str(value)
