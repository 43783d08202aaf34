"""Owns the view of a parent: its figures, the groups of its layers, and what each of them bears."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np
import streamlit as st

from core import api
from core.metrics import on_test
from core.parents.info import GroupInfo, ParentInfo, SensitivityMap
from pages.components.charts import Figure, figure_of, theme_mode
from pages.components.palette import PALETTE, Mode
from pages.components.still_chart import still_chart
from pages.components.text import label, noun, plain, share, table
from pages.components.trial_card import figure_grid

_COSTS = ("parameters", "macs", "size_bytes", "latency_ms")
# More scroll by themselves, so that what follows stays in reach.
_MOST_ROWS, _TABLE_PIXELS = 18, 700
_EDGE = 12
_FEW_ROWS, _TALL_PIXELS, _ROW_PIXELS, _FRAME_PIXELS = 10, 44, 30, 90
_LONGEST = 22
# The colours of nothing left and of all: dark is lost, on either background.
_SCALE: dict[Mode, tuple[str, str]] = {
    "light": (PALETTE["light"]["late"], PALETTE["light"]["surface"]),
    "dark": (PALETTE["dark"]["background"], PALETTE["dark"]["late"]),
}
# From here on dark figures are read more easily on a cell than light ones are: on the mid blue of
# light pages that is, to the eye, later than where their ratios of contrast are equal (0.33).
_DARK_INK: dict[Mode, float] = {"light": 0.42, "dark": 0.57}


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


def sensitivity_view(parent: ParentInfo) -> None:
    """Draw the chart; of many groups only the extremes, unless all are requested."""
    st.header(f"Which layers can be cut? Dark: {noun(parent.quality)} is lost", anchor=False)
    found = parent.sensitivity
    # Earlier versions wrote an empty map where nothing can be cut.
    if found is None or not found.groups:
        st.info("No layer of this network can be cut by itself.", icon=":material/info:")
        return
    rows: Sequence[int] = range(len(found.groups))
    if len(rows) > 2 * _EDGE:
        everything = st.toggle(f"All {len(rows)} groups", key=f"all-{parent.name}")
        rows = rows if everything else extremes(found)
        if not everything:
            st.caption(f"The {_EDGE} that bear it least and the {_EDGE} that bear it best.")
    figure = sensitivity_figure(found, parent.groups, rows, theme_mode())
    still_chart(figure, f"sensitivity-{parent.name}")
    st.caption(
        f"{label(parent.quality)} in % on {found.images:,} validation images when that share of "
        "one group's "
        f"channels goes, the smallest weights first, with no training afterwards. Uncut: "
        f"{share(found.unpruned)}."
    )


def extremes(found: SensitivityMap) -> list[int]:
    """Return the rows that lose the most and the least over all ratios, in order."""
    order = np.argsort(np.mean(found.quality, axis=1), kind="stable").tolist()
    return sorted({*order[:_EDGE], *order[-_EDGE:]})


def sensitivity_figure(
    found: SensitivityMap, groups: Sequence[GroupInfo], rows: Sequence[int], shade: Mode
) -> Figure:
    """Return a heat map: ``rows`` (indices in ``found``) down, pruned share across."""
    names = [groups[found.groups[row]].name for row in rows]
    cells = [found.quality[row] for row in rows]
    columns = [f"{ratio:.0%}" for ratio in found.ratios]
    most = float(max(found.unpruned, np.max(cells)))
    each = _TALL_PIXELS if len(rows) <= _FEW_ROWS else _ROW_PIXELS
    heat = {
        "type": "heatmap",
        "x": columns,
        "z": cells,
        "customdata": [[escape(name, quote=False)] * len(found.ratios) for name in names],
        "colorscale": list(enumerate(_SCALE[shade])),
        "zmin": 0,
        "zmax": most,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hovertemplate": "%{customdata}<br>%{x} go: %{z:.1%}<extra></extra>",
    }
    return figure_of(
        [heat, _numbers(columns, cells, most, shade)],
        shade,
        _FRAME_PIXELS + each * len(rows),
        xaxis={
            "title": {"text": "Share of the channels that go", "standoff": 8},
            "type": "category",
            "showgrid": False,
        },
        yaxis={
            "range": [len(names) - 0.5, -0.5],
            "tickmode": "array",
            "tickvals": list(range(len(names))),
            "ticktext": [_label(name) for name in names],
            "showgrid": False,
        },
    )


def _numbers(
    columns: Sequence[str], cells: Sequence[Sequence[float]], most: float, shade: Mode
) -> dict[str, Any]:
    """Return the quality in per cent as text in each cell."""
    flat = [
        (x, y, value) for y, row in enumerate(cells) for x, value in zip(columns, row, strict=True)
    ]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [x for x, _, _ in flat],
        "y": [y for _, y, _ in flat],
        "text": [f"{value * 100:.0f}" for _, _, value in flat],
        "textfont": {"size": 16, "color": [_ink(value / most, shade) for _, _, value in flat]},
        "hoverinfo": "skip",
    }


def _ink(level: float, shade: Mode) -> str:
    """Return the text colour for a cell that keeps ``level`` of the quality."""
    return PALETTE["light"]["text"] if level > _DARK_INK[shade] else PALETTE["dark"]["text"]


def _label(name: str) -> str:
    # The end of a path tells more than its beginning.
    short = name if len(name) <= _LONGEST else f"…{name[1 - _LONGEST :]}"
    return escape(short, quote=False)
