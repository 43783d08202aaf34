"""Owns the figures of a detector: how well it finds each class, and precision against recall."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from core.metrics import Part
from core.results.answers import DetectionReport
from pages.components.charts import Figure, figure_of, theme_mode, typed
from pages.components.palette import PALETTE, Mode
from pages.components.still_chart import still_chart
from pages.components.text import share

_MOST_BARS = 40
SIZES = ("small (up to 32×32 pixels)", "medium", "large (from 96×96 on)")


def found_figures(found: DetectionReport, class_names: Sequence[str], part: Part) -> None:
    """Draw average precision by class and by size, and precision against recall."""
    shade = theme_mode()
    left, right = st.columns(2, gap="large")
    with left:
        st.header("How well it finds each class", anchor=False)
        figure = class_figure(found, class_names, shade)
        still_chart(figure, "class_ap")
        st.markdown(by_size(found))
        st.caption(
            f"Average precision (IoU 0.50 to 0.95) on {part} pictures; the mean of all is mAP."
        )
    with right:
        st.header("Precision and recall", anchor=False)
        figure = curve_figure(found, class_names, shade)
        still_chart(figure, "precision_recall")
        st.caption(
            "How much of what it finds is right (precision) against how much of what is there it "
            "finds (recall). A box is right if it overlaps the true one by half or more (IoU "
            "0.50). A thin line a class; the thick one is their mean, and its mean height mAP 50."
        )


def by_size(found: DetectionReport) -> str:
    """Return average precision of small, medium and large objects, by COCO's borders."""
    said = [
        f"{size} **{'none' if np.isnan(ap) else share(float(ap))}**"
        for size, ap in zip(SIZES, found.size_ap, strict=True)
    ]
    return f"By size of the object: {', '.join(said)}."


def class_figure(found: DetectionReport, class_names: Sequence[str], shade: Mode) -> Figure:
    """Return a bar for each class, the first on top; words where it has no objects."""
    known = ~np.isnan(found.class_ap)
    height = 110 + 30 * min(len(class_names), _MOST_BARS)
    bars = {
        "type": "bar",
        "x": np.where(known, found.class_ap, 0.0).tolist(),
        "y": [typed(name) for name in class_names],
        "orientation": "h",
        "text": [
            share(float(ap)) if there else "none to be found"
            for ap, there in zip(found.class_ap, known, strict=True)
        ],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": PALETTE[shade]["second"]},
        "hovertemplate": "%{y}: %{text}<extra></extra>",
    }
    return figure_of(
        [bars],
        shade,
        height,
        xaxis={
            "title": {"text": "Average precision (IoU 0.50 to 0.95)"},
            "range": [0, 1],
            "tickformat": ".0%",
        },
        yaxis={"autorange": "reversed", "showgrid": False, "ticklabelstandoff": 6},
        margin={"r": 70},
    )


def curve_figure(found: DetectionReport, class_names: Sequence[str], shade: Mode) -> Figure:
    """Return precision against recall at IoU 0.50: thin for a class, thick for the mean."""
    colours = PALETTE[shade]
    known = [label for label in range(len(class_names)) if not np.isnan(found.precision[label, 0])]
    thin = {"width": 1.2, "color": colours["muted"]}
    lines = [
        _line(found, found.precision[label], typed(class_names[label]), thin) | {"opacity": 0.7}
        for label in known
    ]
    if known:
        thick = {"width": 4, "color": colours["front"]}
        mean = found.precision[known].mean(axis=0)
        lines.append(_line(found, mean, "Mean over the classes", thick))
    percent = {"range": [0, 1.02], "tickformat": ".0%"}
    return figure_of(
        lines,
        shade,
        410,
        showlegend=False,
        xaxis={"title": {"text": "Found of what is there (recall)"}, **percent},
        yaxis={"title": {"text": "Right of what it finds (precision)"}, **percent},
    )


def _line(
    found: DetectionReport, precision: np.ndarray, name: str, line: dict[str, Any]
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": found.recall.tolist(),
        "y": precision.tolist(),
        "name": name,
        "line": line,
        "hovertemplate": "%{fullData.name}<br>%{y:.0%} right at %{x:.0%} found",
    }
