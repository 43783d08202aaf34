"""Owns the standalone chart: one HTML file that opens anywhere, with no server and no network."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping, Sequence
from html import escape

import plotly.graph_objects as go

from core import api, pareto
from core.metrics import METRICS, on_test
from core.parents.info import ParentInfo
from core.scores import Samples, score_of
from core.specs import Run, Trial
from pages.components.axes import View, log_edge, log_ticks, placed, ticks, view_of
from pages.components.charts import CONFIG, template
from pages.components.front_chart import words_source
from pages.components.palette import PALETTE
from pages.components.text import figure_of, metric, strategy, titled

HOVER = "%{text}<extra></extra>"
# What the sentences need of a run; a file holds no more of it.
_SENT = ("ended", "objectives", "parent", "parent_evidence")


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{name}</title><style>
body {{ margin: 0; padding: 0 2rem 1.5rem; font-family: sans-serif; color: {text}; }}
.said p {{ font-size: 1.35rem; line-height: 1.4; font-weight: 600; margin: .6rem 0; }}
.said small {{ color: {muted}; font-weight: 400; }}
.about {{ color: {muted}; margin: 0; }}
</style></head><body>{chart}<div class="said"></div><p>{sure}</p>
<p class="about">{about}</p><script>{script}</script></body></html>"""
# The page's own sentences, from the figures that viewers are sent.
_SCRIPT = """{source}
writeSentences(document.querySelector(".said"), sentencesOf({state}, {view}));"""


def front_html(run_id: str, sent: object = None) -> str:
    """Return the front of ``run_id`` as a self-contained page (about 5 MB, most of it the library).

    Args:
        sent: the view in the viewer's browser; the run's own without it.
    """
    run, trials = api.run(run_id), api.trials(run_id)
    view = view_of(run.spec.objectives, sent)
    chart = front_figure(run, trials, view).to_html(
        include_plotlyjs=True,
        full_html=False,
        default_height="80vh",
        config={**CONFIG, "responsive": True},
    )
    front, samples = pareto.front(trials, (view.up, view.across)), api.samples(run_id)
    words = {
        "name": run.name,
        "sure": evidence_line(front, view, samples),
        "about": about_run(run),
    }
    colours = {name: PALETTE["light"][name] for name in ("text", "muted")}
    written = {name: escape(text) for name, text in words.items()}
    return _PAGE.format(chart=chart, script=_script(run_id, view), **written, **colours)


def _script(run_id: str, view: View) -> str:
    state = json.loads(api.initial_message(run_id))
    state["run"] = {name: state["run"][name] for name in _SENT}
    axes = {"x": view.across.metric, "y": view.up.metric, "limit": view.limit, "least": view.least}
    return _SCRIPT.format(source=words_source(), state=_literal(state), view=_literal(axes))


def _literal(value: object) -> str:
    """Return JSON that ends no script element, whatever people typed."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")


def front_figure(run: Run, trials: list[Trial], view: View | None = None) -> go.Figure:
    """Draw every trained trial on the axes of ``view``, and the front of just these two."""
    view = view or view_of(run.spec.objectives)
    x, y = view.across.metric, view.up.metric
    # A run's own front may have more objectives: drawn on two axes, its line would zigzag.
    front = pareto.front(trials, (view.up, view.across))
    members = {trial.number for trial in front}
    rest = [t for t in _drawn(trials, x, y) if t.number not in members]
    parent = api.parent_of(run.spec) if front else None
    if parent and not (x in parent.metrics and y in parent.metrics):
        parent = None
    costs = [trial.metrics[x] for trial in [*rest, *front]]
    if parent:
        costs.append(parent.metrics[x])
    edge = log_edge(costs) if view.log else None
    figure = go.Figure(layout={"template": template("light")})
    _add_points(figure, rest, front, view, edge)
    if parent:
        figure.add_scatter(**_star(parent, x, y, edge))
    _add_limits(figure, view)
    scale = log_ticks(x, costs) if view.log else {}
    figure.update_layout(
        title={"text": escape(run.name), "font": {"size": 24}},
        xaxis={"title": {"text": titled(x)}, **ticks(x), **scale},
        yaxis={"title": {"text": titled(y)}, **ticks(y)},
        legend={"orientation": "h", "y": 1.08, "x": 1, "xanchor": "right"},
        margin={"t": 90, "b": 80},
        paper_bgcolor=PALETTE["light"]["background"],
    )
    if not front:
        _say_empty(figure)
    return figure


def _add_points(
    figure: go.Figure, rest: list[Trial], front: list[Trial], view: View, edge: float | None
) -> None:
    colours = PALETTE["light"]
    marker = {"size": 9, "color": colours["second"], "opacity": 0.45}
    figure.add_scatter(name="Trials", mode="markers", marker=marker, **_points(rest, view, edge))
    line = {"shape": "hv", "width": 4, "color": colours["front"]}
    style = {"mode": "lines+markers", "line": line, "marker": {"size": 14}}
    figure.add_scatter(name="Front", **style, **_points(front, view, edge))


def _add_limits(figure: go.Figure, view: View) -> None:
    """Draw where the sliders stood."""
    line = {"width": 3, "dash": "dash", "color": PALETTE["light"]["limit"]}
    if view.limit is not None:
        figure.add_vline(x=view.limit, line=line)
    if view.least is not None:
        figure.add_hline(y=view.least, line=line)


def _star(parent: ParentInfo, x: str, y: str, edge: float | None) -> dict[str, object]:
    """Return the parent's trace, marked as on the live chart."""
    colours, title = PALETTE["light"], escape(parent.title)
    words = f"<b>Parent</b><br>{_figures(parent.metrics, x, y)}<br>{title}"
    return {
        "name": f"Parent: {title}",
        "mode": "markers",
        "marker": {"size": 22, "symbol": "star", "color": colours["parent"]},
        "x": [placed(parent.metrics[x], edge)],
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
    """Return the trials of the live chart: those that are points, with two finite figures."""
    continued = {trial.continues for trial in trials if trial.continues is not None}
    return [
        trial
        for trial in trials
        if pareto.is_drawn(trial.number, trial.status, continued)
        and all(math.isfinite(trial.metrics.get(metric, math.nan)) for metric in (x, y))
    ]


def _points(trials: list[Trial], view: View, edge: float | None) -> dict[str, object]:
    x, y = view.across.metric, view.up.metric
    return {
        "x": [placed(trial.metrics[x], edge) for trial in trials],
        "y": [trial.metrics[y] for trial in trials],
        "text": [_hover(trial, x, y) for trial in trials],
        "hovertemplate": HOVER,
    }


def _hover(trial: Trial, x: str, y: str) -> str:
    choices = " · ".join(f"{name} {value}" for name, value in trial.choices.items())
    figures = _figures(trial.metrics, x, y)
    return f"<b>Trial {trial.number}</b><br>{figures}<br>{escape(choices)}"


def _figures(metrics: Mapping[str, float], x: str, y: str) -> str:
    return "<br>".join(f"{titled(name)}: {figure_of(name, metrics)}" for name in (y, x))


def about_run(run: Run) -> str:
    """Return ``digits · NSGA-II · by Ada · 30 November 2026``."""
    day = time.strftime("%d %B %Y", time.localtime(run.created)).lstrip("0")
    return " · ".join((run.spec.dataset, strategy(run.spec.strategy.name), f"by {run.owner}", day))


def evidence_line(front: Sequence[Trial], view: View, samples: Samples) -> str:
    """Return on which pictures the scores were taken, and how sure the best one is.

    Empty without a front, and of what is no score.
    """
    y = view.up.metric
    if not front or METRICS[y].part is None:
        return ""
    top = _best(front, view)
    scores = [
        score_of(name, top.metrics[name], samples)
        for name in dict.fromkeys((y, on_test(y)))
        if name in METRICS and name in top.metrics
    ]
    scored = (f"{titled(s.metric)} {metric(s.metric, s.value)} ({s.evidence})" for s in scores)
    return f"Trial {top.number}: {'; '.join(scored)}. Intervals are at 95 % (Wilson)."


def _best(trials: Sequence[Trial], view: View) -> Trial:
    y, more = view.up.metric, view.up.direction == "maximize"
    return (max if more else min)(trials, key=lambda trial: trial.metrics[y])
