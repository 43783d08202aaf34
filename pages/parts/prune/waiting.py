"""Owns the messages on networks that are being read, or were refused as parents."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core import api
from core.parents.requests import Waiting
from pages.components.owner import owner
from pages.components.shell import shown_errors
from pages.components.text import plain


def waiting_parents() -> None:
    """Show this person's waiting parents; the page reruns when one changes."""
    waiting = _shown()
    if waiting:
        at_work = any(one.status == "reading" for one in waiting)
        st.fragment(_lines, run_every="1s" if at_work else None)(waiting)


def _shown() -> tuple[Waiting, ...]:
    """Return this person's waiting parents, and the one in the URL."""
    mine, asked = api.waiting_parents(owner()), st.query_params.get("parent")
    others = (one for one in api.waiting_parents() if one.request.name == asked and one not in mine)
    return (*mine, *others)


def _lines(drawn: Sequence[Waiting]) -> None:
    if _shown() != drawn:
        st.rerun()
    for one in drawn:
        if one.status == "reading":
            _waits(one) if one.before else _reading(one)
        else:
            _refused(one)


def _reading(one: Waiting) -> None:
    st.info(
        f"**{plain(one.request.title)}** is being read: how its layers hang together, what it "
        "scores, and what every layer loses when it is cut. It opens by itself when it is ready, a "
        "deep one after some minutes.",
        icon=":material/hourglass_top:",
    )


def _waits(one: Waiting) -> None:
    st.info(
        f"**{plain(one.request.title)}** waits for its turn: {one.before} before it. Networks are "
        "read one after the other.",
        icon=":material/hourglass_empty:",
    )


def _refused(one: Waiting) -> None:
    words, away = st.columns([6, 1], vertical_alignment="center")
    words.error(
        f"**{plain(one.request.title)}** cannot be a parent. {plain(one.reason)}",
        icon=":material/error:",
    )
    if away.button("Remove", key=f"dismiss-{one.request.name}", width="stretch"):
        with shown_errors():
            api.remove_parent(one.request.name)
            if st.query_params.get("parent") == one.request.name:
                del st.query_params["parent"]
            st.rerun()
