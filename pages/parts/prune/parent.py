"""Owns the view of a parent: its figures, the groups of its layers, what stays whole."""

from __future__ import annotations

import streamlit as st

from core import api
from core.metrics import on_test
from core.parents.info import GroupInfo, ParentInfo
from pages.components.text import plain
from pages.components.trial_card import figure_grid
from pages.parts.prune.sensitivity import sensitivity_view

_COSTS = ("parameters", "macs", "size_bytes", "latency_ms")
_TABLE_ROWS = 18
_ROW_PIXELS = 36
# On a small screen the longest list is still begun in sight.
_WIDTHS = {
    name: st.column_config.Column(width=width)
    for name, width in (("No.", 44), ("Group", 124), ("Channels", 136), ("Together with", 98))
}


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
        height = _ROW_PIXELS * (min(len(parent.groups), _TABLE_ROWS) + 1) + 2
        st.dataframe(
            [group_row(*numbered) for numbered in enumerate(parent.groups, start=1)],
            hide_index=True,
            row_height=_ROW_PIXELS,
            height=height,
            column_config=_WIDTHS,
        )
        _kept_whole(parent)
    with right:
        sensitivity_view(parent)


def group_row(number: int, group: GroupInfo) -> dict[str, str | int]:
    """Return a group as a row of the table; its choice is ``ratio_<number>``."""
    others = [name for name in group.layers if name != group.name]
    return {
        "No.": number,
        "Group": group.name,
        "Channels": _channels(group),
        "Together with": ", ".join(others) or "–",
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
