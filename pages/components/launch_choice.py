"""Owns the choice of one registry entry, and of the parameters that it takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.registry import Entry
from core.specs import Chosen
from pages.components.field_messages import FieldMessages
from pages.components.param_widgets import param_widgets
from pages.components.text import glossary_link, plain

# Behind the "?" of each; the sentence about each entry stands in sight.
_MEANING = {
    "strategy": f"What says which network is tried next. {glossary_link('strategies')}",
    "estimator": f"What says how good a network is. {glossary_link('estimators')}",
}


def chosen(
    field: str,
    title: str,
    entries: Sequence[Entry],
    start: Chosen,
    key: str,
    messages: FieldMessages,
) -> dict[str, Any]:
    """Ask for one of ``entries`` and its parameters; return its part of the spec."""
    name = _radio(title, entries, start.name, f"{key}.{field}", _MEANING[field])
    return _with_params(field, entries, name, start, key, messages)


def picked(field: str, entries: Sequence[Entry], start: Chosen, key: str) -> str:
    """Return the name of the entry that :func:`chosen` will show as chosen."""
    return _present(entries, start.name, f"{key}.{field}")


def grouped(
    field: str,
    title: str,
    entries: Sequence[Entry],
    start: Chosen,
    key: str,
    messages: FieldMessages,
) -> dict[str, Any]:
    """Ask as :func:`chosen` does, showing the entries of one group at a time."""
    groups = list(dict.fromkeys(entry.group for entry in entries))
    box = f"{key}.{field}.group"
    given = next((entry.group for entry in entries if entry.name == start.name), groups[0])
    st.session_state.setdefault(box, given)
    group = st.segmented_control(
        title,
        groups,
        required=True,
        key=box,
        persist_state="page",
        wrap=True,
        help=f"What is tried next. {glossary_link('strategies')}",
    )
    members = [entry for entry in entries if entry.group == group]
    name = _radio(f"{title}: {group}", members, start.name, f"{box}.{group}")
    return _with_params(field, entries, name, start, key, messages)


def _radio(
    label: str, entries: Sequence[Entry], start: str, key: str, help: str | None = None
) -> str:
    known = {entry.name: entry for entry in entries}
    st.session_state[key] = _present(entries, start, key)
    return st.radio(
        label,
        list(known),
        format_func=lambda name: known[name].title,
        key=key,
        captions=[plain(entry.summary) for entry in entries],
        help=help,
        label_visibility="visible" if help else "collapsed",
        persist_state="page",
    )


def _present(entries: Sequence[Entry], start: str, key: str) -> str:
    """Return what was chosen last if it still exists; else the start, else the first."""
    known = [entry.name for entry in entries]
    wanted = (name for name in (st.session_state.get(key), start) if name in known)
    return next(wanted, known[0])


def _with_params(
    field: str,
    entries: Sequence[Entry],
    name: str,
    start: Chosen,
    key: str,
    messages: FieldMessages,
) -> dict[str, Any]:
    messages.beside(field)
    entry = next(entry for entry in entries if entry.name == name)
    given = start.params if name == start.name else {}
    widgets = param_widgets(entry, given, f"{key}.{field}.{name}", messages, f"{field}.params")
    return {"name": name, "params": widgets}
