"""Owns which parent is pruned: the box on top of the page, kept in the URL to be shared."""

from __future__ import annotations

import streamlit as st

from core import api
from core.parents.info import ParentInfo
from pages.components.shell import shown_errors

_BOX = "prune_parent"
_LAST = "last_parent"


def picked_parent() -> ParentInfo | None:
    """Return the parent in the URL, else the last shown, else the newest; or None.

    None while the one in the URL is being read, or a trial in the URL waits to become one.
    """
    known = {parent.name: parent for parent in api.parents()}
    asked = st.query_params.get("parent")
    if asked is None and known and "run" not in st.query_params:
        last = st.session_state.get(_LAST)
        asked = last if last in known else next(iter(known))
        st.query_params["parent"] = asked
    if asked is not None and asked not in known | _waiting():
        with shown_errors():
            api.parent(asked)
    if known:
        st.session_state[_BOX] = asked if asked in known else None
        st.selectbox(
            "Trained network (the parent)",
            list(known),
            format_func=lambda name: parent_label(known[name]),
            key=_BOX,
            on_change=_follow_box,
            placeholder="Choose a network",
        )
    found = known.get(asked or "")
    if found is not None:
        st.session_state[_LAST] = found.name
    return found


def turn_to(name: str) -> None:
    """Make ``name`` the page's parent, ready or not, and draw the page again."""
    for parameter in ("run", "trial"):
        st.query_params.pop(parameter, None)
    st.query_params["parent"] = name
    st.rerun()


def parent_label(parent: ParentInfo) -> str:
    """Return ``Quick search, trial 12 · digits``, as text."""
    return f"{parent.title} · {parent.dataset}"


def _follow_box() -> None:
    for parameter in ("run", "trial"):
        st.query_params.pop(parameter, None)
    st.query_params["parent"] = st.session_state[_BOX]


def _waiting() -> dict[str, object]:
    return {one.request.name: one for one in api.waiting_parents()}
