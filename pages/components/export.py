"""Owns the standalone chart: one HTML file that opens anywhere, with no server and no network."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import plotly.graph_objects as go

from core import api, pareto
from core.parents.facts import ParentInfo
from core.specs import Run, Trial
from pages.components.axes import axes, log_ticks, ticks
from pages.components.charts import CONFIG, template
from pages.components.palette import PALETTE
from pages.components.text import figure_of, label

HOVER = "%{text}<extra></extra>"


def front_html(run_id: str) -> str:
    """The front of ``run_id`` as a self-contained page (about 5 MB, most of it the library)."""
    run = api.run(run_id)
    figure = front_figure(run, api.trials(run_id))
    config = {**CONFIG, "responsive": True}
    html: str = figure.to_html(include_plotlyjs=True, full_html=True, config=config)
    return html


def front_figure(run: Run, trials: list[Trial]) -> go.Figure:
    """Every trained trial on the run's first quality and cost, and the front of just these two."""
    across, up = axes(run.spec.objectives)
    x, y = across.metric, up.metric
    # A run's own front may have more objectives: drawn on two axes, its line would zigzag.
    front = pareto.front(trials, (up, across))
    colours = PALETTE["light"]
    members = {trial.number for trial in front}
    rest = [t for t in _drawn(trials, x, y) if t.number not in members]
    figure = go.Figure(layout={"template": template("light")})
    marker = {"size": 9, "color": colours["second"], "opacity": 0.45}
    figure.add_scatter(name="Trials", mode="markers", marker=marker, **_points(rest, x, y))
    line = {"shape": "hv", "width": 4, "color": colours["front"]}
    figure.add_scatter(
        name="Front", mode="lines+markers", line=line, marker={"size": 14}, **_points(front, x, y)
    )
    drawn = [trial.metrics for trial in [*rest, *front]]
    parent = api.parent_of(run.spec)
    if front and parent and x in parent.metrics and y in parent.metrics:
        figure.add_scatter(**_star(parent, x, y))
        drawn.append(parent.metrics)
    figure.update_layout(
        title={"text": escape(run.name), "font": {"size": 24}},
        xaxis={
            "title": {"text": label(x)},
            **ticks(x),
            **log_ticks(x, (metrics[x] for metrics in drawn)),
        },
        yaxis={"title": {"text": label(y)}, **ticks(y)},
        legend={"orientation": "h", "y": 1.08, "x": 1, "xanchor": "right"},
        margin={"t": 90, "b": 80},
        paper_bgcolor=colours["background"],
    )
    if not front:
        _say_empty(figure)
    return figure


def _star(parent: ParentInfo, x: str, y: str) -> dict[str, object]:
    """What was pruned, marked as on the live chart."""
    colours, title = PALETTE["light"], escape(parent.title)
    words = f"<b>Parent</b><br>{_figures(parent.metrics, x, y)}<br>{title}"
    return {
        "name": f"Parent: {title}",
        "mode": "markers",
        "marker": {"size": 22, "symbol": "star", "color": colours["parent"]},
        "x": [parent.metrics[x]],
        "y": [parent.metrics[y]],
        "text": [words],
        "hovertemplate": HOVER,
    }


def _say_empty(figure: go.Figure) -> None:
    words = {"text": "No trial is complete yet.", "showarrow": False, "font": {"size": 22}}
    figure.add_annotation(x=0.5, y=0.5, xref="paper", yref="paper", **words)
    # Without a point Plotly would make up numbers for its axes.
    figure.update_xaxes(showticklabels=False, showgrid=False)
    figure.update_yaxes(showticklabels=False, showgrid=False)


def _drawn(trials: list[Trial], x: str, y: str) -> list[Trial]:
    """As on the live chart: complete or stopped for good, with both figures."""
    gone_on = {trial.continues for trial in trials}
    return [
        trial
        for trial in trials
        if trial.status in ("complete", "stopped_early")
        and trial.number not in gone_on
        and x in trial.metrics
        and y in trial.metrics
    ]


def _points(trials: list[Trial], x: str, y: str) -> dict[str, object]:
    return {
        "x": [trial.metrics[x] for trial in trials],
        "y": [trial.metrics[y] for trial in trials],
        "text": [_hover(trial, x, y) for trial in trials],
        "hovertemplate": HOVER,
    }


def _hover(trial: Trial, x: str, y: str) -> str:
    choices = " · ".join(f"{name} {value}" for name, value in trial.choices.items())
    figures = _figures(trial.metrics, x, y)
    return f"<b>Trial {trial.number}</b><br>{figures}<br>{escape(choices)}"


def _figures(metrics: Mapping[str, float], x: str, y: str) -> str:
    return "<br>".join(f"{label(name)}: {figure_of(name, metrics)}" for name in (y, x))
