"""Owns the still charts: one template for light and dark, learning curves, confusion matrix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from pages.components.palette import OKABE_ITO, PALETTE, Mode, mode

# A figure as Plotly's JSON schema has it. The classes of Plotly's Python package check every part,
# which takes longer than all else that a page of charts does.
Figure = dict[str, Any]
# The page's own font, by the name under which Streamlit loads it.
FONT = '"Source Sans", sans-serif'

_MOST_LABELS = 15
# Pixels that a chart's buttons take above what is drawn, and a legend below them.
BUTTONS, LEGEND = 34, 30

CONFIG: dict[str, Any] = {
    "displaylogo": False,
    # "Share chart" would send the data to a cloud service.
    "showSendToCloud": False,
    "modeBarButtonsToRemove": ["select2d", "lasso2d"],
}


def theme_mode() -> Mode:
    """Return light or dark, the theme of the viewer's browser."""
    return mode(st.context.theme.type)


def figure_of(
    data: Sequence[Mapping[str, Any]], shade: Mode, height: int, **layout: object
) -> Figure:
    """Return a still chart of these traces, with the fonts and colours of all."""
    return {"data": data, "layout": {"template": template(shade), "height": height, **layout}}


def template(shade: Mode) -> dict[str, Any]:
    """Return fonts, grid and colours of every still chart, as a template of Plotly's."""
    colours = PALETTE[shade]
    axis = {
        "gridcolor": colours["grid"],
        "linecolor": colours["grid"],
        "tickfont": {"size": 15, "color": colours["muted"]},
        "title": {"font": {"size": 16}},
        "zeroline": False,
        "automargin": True,
    }
    layout = {
        "colorway": OKABE_ITO,
        "font": {"size": 15, "color": colours["text"], "family": FONT},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 60, "r": 16, "t": BUTTONS, "b": 50},
        "hoverlabel": {
            "bgcolor": colours["surface"],
            "bordercolor": colours["grid"],
            "namelength": -1,
            "font": {"color": colours["text"], "family": FONT},
        },
        "modebar": {
            "bgcolor": "rgba(0,0,0,0)",
            "color": colours["muted"],
            "activecolor": colours["text"],
        },
        "xaxis": axis,
        "yaxis": axis,
    }
    return {"layout": layout}


def curves_figure(
    curves: Mapping[str, Sequence[float]], names: Mapping[str, str], shade: Mode, *, percent: bool
) -> Figure:
    """Return learning curves over epochs (from 1); ``names`` maps a curve to its label."""
    colours = (PALETTE[shade]["muted"], PALETTE[shade]["second"])
    lines = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": list(range(1, len(values) + 1)),
            "y": values,
            "name": label,
            "line": {"width": 3, "color": colour},
            "marker": {"size": 8},
        }
        for (key, label), colour in zip(names.items(), colours, strict=False)
        if (values := list(curves.get(key, ())))
    ]
    few = any(len(line["x"]) < 13 for line in lines)
    return figure_of(
        lines,
        shade,
        350,
        xaxis={"title": {"text": "Epoch"}, "dtick": 1 if few else None},
        # Four digits tell the ticks of a narrow range apart; what is round stays short.
        yaxis={"tickformat": ".4~p" if percent else "~g"},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        margin={"t": BUTTONS + LEGEND},
        hovermode="x unified",
    )


def confusion_figure(matrix: Any, class_names: Sequence[str], shade: Mode) -> Figure:
    """Return the matrix: rows are true classes, columns answers, shaded by a row's share."""
    colours = PALETTE[shade]
    totals = matrix.sum(axis=1, keepdims=True)
    shares = matrix / totals.clip(min=1)
    few = len(class_names) <= 12
    names = [typed(name) for name in class_names]
    cells = {
        "type": "heatmap",
        "z": shares.tolist(),
        "text": matrix.tolist(),
        "customdata": [[[true, answer] for answer in names] for true in names],
        "texttemplate": "%{text}" if few else None,
        "colorscale": [[0, colours["surface"]], [1, colours["second"]]],
        "zmin": 0,
        "zmax": 1,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hovertemplate": (
            "is %{customdata[0]}, predicted as %{customdata[1]}: %{text}<extra></extra>"
        ),
    }
    return figure_of(
        [cells],
        shade,
        460,
        xaxis={"title": {"text": "Predicted as", "standoff": 12}, **_classes(class_names)},
        yaxis={
            "title": {"text": "Is", "standoff": 12},
            "autorange": "reversed",
            **_classes(class_names),
        },
    )


def _classes(names: Sequence[str]) -> dict[str, Any]:
    """Return an axis with every class; names are cut, but stay distinct."""
    few = range(0, len(names), -(-len(names) // _MOST_LABELS) or 1)
    return {
        "tickmode": "array",
        "tickvals": list(few),
        "ticktext": [typed(_cut(names[place])) for place in few],
        "showgrid": False,
    }


def _cut(name: str) -> str:
    return f"{name[:14]}…" if len(name) > 15 else name


def typed(name: str) -> str:
    """Return a typed name escaped so that Plotly shows it as text."""
    return escape(name, quote=False)
