"""Owns the chart of where a space lies: parameters against MACs, with published networks."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from core.candidates.survey import Landmark, Survey
from pages.components.charts import template
from pages.components.palette import PALETTE, Mode
from pages.components.text import count

# The published networks that are named in the chart; more would overlap.
_NAMED = (
    "mobilenet_v3_small",
    "efficientnet_b0",
    "efficientnet_b4",
    "nasnet_large",
)


def survey_figure(survey: Survey, landmarks: Sequence[Landmark], shade: Mode) -> go.Figure:
    """Return sampled networks as dots with their spread, published ones as diamonds."""
    colours = PALETTE[shade]
    figure = go.Figure(layout={"template": template(shade), "height": 360, "showlegend": False})
    figure.add_scatter(
        x=survey.parameters,
        y=survey.macs,
        mode="markers",
        marker={"size": 7, "color": colours["second"], "opacity": 0.45},
        text=[_text("A network of this space", *cost) for cost in _costs(survey)],
        hovertemplate="%{text}<extra></extra>",
    )
    named = [landmark for landmark in landmarks if landmark.name in _NAMED]
    figure.add_scatter(
        x=[landmark.parameters for landmark in landmarks],
        y=[landmark.macs for landmark in landmarks],
        mode="markers",
        marker={"size": 11, "symbol": "diamond", "color": colours["front"]},
        text=[_text(one.name, one.parameters, one.macs) for one in landmarks],
        hovertemplate="%{text}<extra></extra>",
    )
    figure.add_scatter(
        x=[landmark.parameters for landmark in named],
        y=[landmark.macs for landmark in named],
        mode="text",
        text=[f"{landmark.name}  " for landmark in named],
        textposition="middle left",
        textfont={"color": colours["muted"], "size": 13},
        hoverinfo="skip",
    )
    _add_spreads(figure, survey, colours["second"])
    _set_axes(figure)
    return figure


def _costs(survey: Survey) -> list[tuple[int, int]]:
    return list(zip(survey.parameters, survey.macs, strict=True))


def _text(name: str, parameters: int, macs: int) -> str:
    return f"<b>{name}</b><br>{count(parameters, 'parameters')}<br>{count(macs, 'MACs')}"


def _add_spreads(figure: go.Figure, survey: Survey, colour: str) -> None:
    """Draw the distribution along each axis, as a box: median, quartiles, range."""
    box = {"marker": {"color": colour}, "line": {"width": 2}, "hoverinfo": "skip", "width": 0.6}
    figure.add_box(x=survey.parameters, y0=0, yaxis="y2", boxpoints=False, **box)
    figure.add_box(y=survey.macs, x0=0, xaxis="x2", boxpoints=False, **box)


def _set_axes(figure: go.Figure) -> None:
    log = {"type": "log", "tickformat": "~s", "dtick": 1}
    bare = {"showticklabels": False, "showgrid": False, "zeroline": False, "range": [-0.5, 0.5]}
    figure.update_layout(
        xaxis={**log, "title": {"text": "Parameters"}, "domain": [0, 0.93]},
        yaxis={**log, "title": {"text": "MACs"}, "domain": [0, 0.9]},
        xaxis2={**bare, "domain": [0.94, 1.0]},
        yaxis2={**bare, "domain": [0.92, 1.0]},
    )
