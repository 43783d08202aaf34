"""Owns the picture of what pruning left of each layer."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import streamlit as st

from core.results.details import TrialDetail, Width
from pages.components.charts import BUTTONS, Figure, figure_of, theme_mode
from pages.components.palette import PALETTE, Mode
from pages.components.still_chart import still_chart
from pages.components.text import big, count

_ROW, _FEW = 24, 12
_LONGEST_NAME, _LETTER = 26, 8


def widths_view(detail: TrialDetail) -> None:
    """Draw a bar for each layer, in two columns where there are many.

    Nothing if nothing was pruned.
    """
    if not detail.widths:
        return
    st.header("Each layer before and after", anchor=False)
    st.markdown(left_words(detail))
    half = -(-len(detail.widths) // 2)
    several = len(detail.widths) > _FEW
    parts = [detail.widths[:half], detail.widths[half:]] if several else [detail.widths]
    for place, part, column in zip("ab", parts, st.columns(len(parts)), strict=False):
        figure = widths_figure(part, theme_mode())
        with column:
            still_chart(figure, f"widths-{place}")


def left_words(detail: TrialDetail) -> str:
    """Return ``Of 1,240 channels 512 are left.``"""
    before = sum(width.before for width in detail.widths)
    after = sum(width.after for width in detail.widths)
    zero = "; the others are zero" if detail.widths_kind == "weights" else ""
    return f"Of {big(before)} {detail.widths_kind} {big(after)} are left{zero}."


def widths_figure(widths: Sequence[Width], shade: Mode) -> Figure:
    """Return each layer's remaining share as the filled part of a bar."""
    words = [f"{count(width.before)} → {count(width.after)}" for width in widths]
    names = [_short(width.layer) for width in widths]
    height = BUTTONS + 8 + _ROW * len(widths)
    return figure_of(
        [_whole_bars(words, shade), _left_bars(widths, words, shade)],
        shade,
        height,
        barmode="overlay",
        xaxis={"visible": False, "range": [0, 1], "fixedrange": True},
        yaxis=_layers_axis(names),
        bargap=0.3,
        showlegend=False,
        margin={"l": _room(names), "r": _room(words), "t": BUTTONS, "b": 8},
    )


def _whole_bars(words: Sequence[str], shade: Mode) -> dict[str, Any]:
    """Return the bars of the original layers, with words beside them."""
    return {
        "type": "bar",
        "x": [1.0] * len(words),
        "y": list(range(len(words))),
        "orientation": "h",
        "marker": {"color": PALETTE[shade]["grid"]},
        "text": words,
        "textposition": "outside",
        "textfont": {"size": 15, "color": PALETTE[shade]["text"]},
        "constraintext": "none",
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _left_bars(widths: Sequence[Width], words: Sequence[str], shade: Mode) -> dict[str, Any]:
    return {
        "type": "bar",
        "x": [width.after / width.before if width.before else 1.0 for width in widths],
        "y": list(range(len(widths))),
        "orientation": "h",
        "marker": {"color": PALETTE[shade]["second"]},
        "customdata": [escape(width.layer, quote=False) for width in widths],
        "text": words,
        "textposition": "none",
        "hovertemplate": "<b>%{customdata}</b><br>%{text}, %{x:.0%} left<extra></extra>",
    }


def _layers_axis(names: Sequence[str]) -> dict[str, Any]:
    """Return an axis with the layers from the first to the last, downwards."""
    return {
        "tickmode": "array",
        "tickvals": list(range(len(names))),
        "ticktext": [escape(name, quote=False) for name in names],
        "range": [len(names) - 0.5, -0.5],
        "showgrid": False,
        "fixedrange": True,
        "ticklabelstandoff": 8,
        # The margins leave the room already.
        "automargin": False,
    }


def _short(name: str) -> str:
    """Return a layer's name for an axis; of a long path the end."""
    return f"…{name[1 - _LONGEST_NAME :]}" if len(name) > _LONGEST_NAME else name


def _room(words: Sequence[str]) -> int:
    """Return the pixels beside the bars that the longest of these needs."""
    return 16 + _LETTER * max(map(len, words))
