"""Owns the view of a parent: its figures, the groups of its layers, what stays whole."""

from __future__ import annotations

import streamlit as st

from core import api
from core.metrics import on_test
from core.parents.info import GroupInfo, ParentInfo
from pages.components.text import plain, table
from pages.components.trial_card import figure_grid
from pages.parts.prune.sensitivity import sensitivity_view

_COSTS = ("parameters", "macs", "size_bytes", "latency_ms")
# More scroll by themselves, so that what follows stays in reach.
_MOST_ROWS, _TABLE_PIXELS = 18, 700


def parent_figures(parent: ParentInfo) -> None:
    """Draw what the parent scores and costs, in big type."""
    known = api.parent_samples(parent.name)
    names = (parent.quality, on_test(parent.quality), *_COSTS)
    figure_grid(names, parent.metrics, known)


def parent_view(parent: ParentInfo) -> None:
    """Draw the groups of layers beside the sensitivity of each."""
    left, right = st.columns([1.15, 1.1], gap="large")
    with left:
        st.header("What goes together", anchor=False)
        st.caption(
            "Channels of one group are joined, by an addition say, and can only be removed "
            "together (dependency groups)."
        )
        rows = [group_row(*numbered) for numbered in enumerate(parent.groups, start=1)]
        long = len(rows) > _MOST_ROWS
        with st.container(key="groups", height=_TABLE_PIXELS if long else "content", border=long):
            st.markdown(table(rows))
        _kept_whole(parent)
    with right:
        sensitivity_view(parent)


def group_row(number: int, group: GroupInfo) -> dict[str, str]:
    """Return a group as a row of the table, in Markdown; its choice is ``ratio_<number>``."""
    others = [name for name in group.layers if name != group.name]
    return {
        "No.": str(number),
        "Group": plain(group.name),
        "Channels": _channels(group),
        "Together with": plain(", ".join(others)) or "–",
    }


def _channels(group: GroupInfo) -> str:
    whole = f"{group.channels:,}"
    free = f"{group.free:,}" if group.free else "none"
    return whole if group.free == group.channels else f"{whole}, {free} may go"


def _kept_whole(parent: ParentInfo) -> None:
    if not parent.kept_whole:
        return
    number = len(parent.kept_whole)
    title = "1 layer is kept whole" if number == 1 else f"{number} layers are kept whole"
    with st.expander(title, icon=":material/lock:"):
        lines = (f"- **{plain(k.layer)}**: {plain(k.because)}" for k in parent.kept_whole)
        st.markdown("\n".join(lines))
