"""Owns the chart of where a space lies: parameters against MACs, with published networks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.candidates.survey import Landmark, Survey
from pages.components.charts import Figure, figure_of
from pages.components.palette import PALETTE, Mode
from pages.components.text import count

# The published networks that are named in the chart; more would overlap.
_NAMED = (
    "mobilenet_v3_small",
    "efficientnet_b0",
    "efficientnet_b4",
    "nasnet_large",
)


def survey_figure(survey: Survey, landmarks: Sequence[Landmark], shade: Mode) -> Figure:
    """Return sampled networks as dots with their spread, published ones as diamonds."""
    colours = PALETTE[shade]
    costs = list(zip(survey.parameters, survey.macs, strict=True))
    published = [(one.parameters, one.macs) for one in landmarks]
    named = [landmark for landmark in landmarks if landmark.name in _NAMED]
    sampled = {
        "marker": {"size": 7, "color": colours["second"], "opacity": 0.45},
        "text": [_text("A network of this space", *cost) for cost in costs],
    }
    diamonds = {
        "marker": {"size": 11, "symbol": "diamond", "color": colours["front"]},
        "text": [_text(one.name, *cost) for one, cost in zip(landmarks, published, strict=True)],
    }
    names = {
        "mode": "text",
        "text": [f"{landmark.name}  " for landmark in named],
        "textposition": "middle left",
        "textfont": {"color": colours["muted"], "size": 13},
        "hoverinfo": "skip",
        "hovertemplate": None,
    }
    data = [
        _points(costs) | sampled,
        _points(published) | diamonds,
        _points([(one.parameters, one.macs) for one in named]) | names,
        *_spreads(survey, colours["second"]),
    ]
    return figure_of(data, shade, 360, showlegend=False, **_axes())


def _points(costs: Sequence[tuple[int, int]]) -> dict[str, Any]:
    x, y = [parameters for parameters, _ in costs], [macs for _, macs in costs]
    hover = "%{text}<extra></extra>"
    return {"type": "scatter", "mode": "markers", "x": x, "y": y, "hovertemplate": hover}


def _text(name: str, parameters: int, macs: int) -> str:
    return f"<b>{name}</b><br>{count(parameters, 'parameters')}<br>{count(macs, 'MACs')}"


def _spreads(survey: Survey, colour: str) -> list[dict[str, Any]]:
    """Return the distribution along each axis, as a box: median, quartiles, range."""
    box = {
        "type": "box",
        "marker": {"color": colour},
        "line": {"width": 2},
        "hoverinfo": "skip",
        "width": 0.6,
        "boxpoints": False,
    }
    return [
        {**box, "x": survey.parameters, "y0": 0, "yaxis": "y2"},
        {**box, "y": survey.macs, "x0": 0, "xaxis": "x2"},
    ]


def _axes() -> dict[str, Any]:
    log = {"type": "log", "tickformat": "~s", "dtick": 1}
    bare = {"showticklabels": False, "showgrid": False, "zeroline": False, "range": [-0.5, 0.5]}
    return {
        "xaxis": {**log, "title": {"text": "Parameters"}, "domain": [0, 0.93]},
        "yaxis": {**log, "title": {"text": "MACs"}, "domain": [0, 0.9]},
        "xaxis2": {**bare, "domain": [0.94, 1.0]},
        "yaxis2": {**bare, "domain": [0.92, 1.0]},
    }
