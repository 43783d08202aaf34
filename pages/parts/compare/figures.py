"""Owns the still charts of the Compare page: fronts, hypervolume, and which choices matter."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from core.comparison import Band, Comparison, Importance, SearchGroup, Spent, Surface, band
from core.specs import Value
from pages.components.axes import log_edge, log_ticks, placed, ticks
from pages.components.charts import Figure, figure_of
from pages.components.compare_words import SPENT
from pages.components.palette import OKABE_ITO, PALETTE, Mode
from pages.components.text import label, metric, titled

HEIGHT = 360
# A page's own lines know fewer styles than Plotly's; the colours tell the rest apart.
_STROKES = ("solid", "dashed", "dotted", "dashed", "dashed", "dashed")
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
_SIGNS = ("●", "■", "◆", "▲", "✖", "✚")
_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "cross")
# The two that stand out most on each background come first.
_ORDER: dict[Mode, tuple[int, ...]] = {"light": (0, 1, 2, 3, 5, 4), "dark": (4, 5, 2, 3, 1, 0)}
_LONGEST_NAME = 34
_MOST_BARS = 8


def hue(place: int, shade: Mode) -> str:
    """Return the colour of the search at ``place``."""
    order = _ORDER[shade]
    return OKABE_ITO[order[place % len(order)]]


def symbol(place: int) -> str:
    """Return the marker of the search at ``place``, for those who see no colours."""
    return _SYMBOLS[place % len(_SYMBOLS)]


def short(name: str) -> str:
    """Return a typed name for a chart, short and escaped for Plotly."""
    cut = f"{name[: _LONGEST_NAME - 1]}…" if len(name) > _LONGEST_NAME else name
    return escape(cut, quote=False)


def key_html(comparison: Comparison, shade: Mode) -> str:
    """Return one legend for both charts: every search's line, name and seeds."""
    parts = []
    for place, group in enumerate(comparison.groups):
        stroke = f"4px {_STROKES[place % len(_STROKES)]} {hue(place, shade)}"
        ink = f"font-style:normal;color:{hue(place, shade)};margin-right:.5rem"
        shape = "display:inline-block;width:44px;vertical-align:middle;margin-right:.6rem"
        line = f'<i style="{shape};border-top:{stroke}"></i>'
        sign = f'<i style="{ink}">{_SIGNS[place % len(_SIGNS)]}</i>'
        seeds = f" · {group.seeds} seeds" if group.seeds > 1 else ""
        name = f"<b>{escape(group.name)}</b>{seeds}"
        parts.append(f"<span>{line}{sign}{name}</span>")
    if any(len(group.runs) > 1 for group in comparison.groups):
        parts.append('<span style="opacity:0.75">line: median · band: middle half</span>')
    style = "display:flex;flex-wrap:wrap;gap:.2rem 2rem;font-size:1.05rem"
    return f'<div style="{style}">{"".join(parts)}</div>'


def fronts_figure(comparison: Comparison, shade: Mode) -> Figure:
    """Return the front of every search: over seeds the median surface and quartiles."""
    right = comparison.box[1][1]
    corners = [corner for group in comparison.groups for s in group.surfaces for corner in s.values]
    worst = min if comparison.objectives[0].direction == "maximize" else max
    floor = worst(float(corner[0]) for corner in corners)
    costs = [float(corner[1]) for corner in corners] + [right]
    edge = log_edge(costs)
    data: list[dict[str, Any]] = []
    for place, group in enumerate(comparison.groups):
        if len(group.surfaces) > 1:
            outline = _between(group.surfaces[-1], group.surfaces[0], right, floor)
            data.append(_shadow(place, shade, *outline))
        data.append(_line(place, group, shade) | _front(comparison, group, right))
        # The end of the last step is no network.
        sizes = [9] * len(group.middle.values) + [0]
        data[-1]["marker"] |= {"size": sizes, "opacity": 1, "line": {"width": 0}}
    up, across = (objective.metric for objective in comparison.objectives)
    for trace in data:
        trace["x"] = [placed(float(value), edge) for value in trace["x"]]
    xaxis = _axis(across) | log_ticks(across, costs)
    return figure_of(data, shade, HEIGHT, xaxis=xaxis, yaxis=_axis(up), showlegend=False)


def hypervolume_figure(comparison: Comparison, axis: Spent, shade: Mode) -> Figure:
    """Return the hypervolume of each front over what was spent: median and quartiles."""
    data: list[dict[str, Any]] = []
    bands = [band(group.histories, axis) for group in comparison.groups]
    for place, (group, spread) in enumerate(zip(comparison.groups, bands, strict=True)):
        if len(group.runs) > 1:
            around = [*spread.spent, *spread.spent[::-1]]
            data.append(_shadow(place, shade, around, [*spread.upper, *spread.lower[::-1]]))
        middle = {
            "x": list(spread.spent),
            "y": list(spread.median),
            "mode": "lines",
            "hovertemplate": "%{y:.1%}",
        }
        data.append(_line(place, group, shade) | middle)
    return figure_of(
        data,
        shade,
        HEIGHT,
        xaxis={
            "title": {"text": f"{SPENT[axis]} so far"},
            "ticksuffix": " s" if axis == "seconds" else "",
            "hoverformat": "~r",
        },
        yaxis={"tickformat": ".3~p", "range": _covered_range(bands)},
        showlegend=False,
        hovermode="x unified",
    )


def importance_figure(effects: Sequence[Importance], up: str, shade: Mode) -> Figure:
    """Return a bar for each choice, largest on top; hovering shows the mean by value."""
    shown = effects[:_MOST_BARS]
    bars = {
        "type": "bar",
        "x": [effect.share for effect in shown],
        "y": [effect.choice.replace("_", " ") for effect in shown],
        "orientation": "h",
        "marker": {"color": PALETTE[shade]["second"]},
        "text": [f"{effect.share:.0%}" for effect in shown],
        "textposition": "outside",
        "cliponaxis": False,
        "customdata": [_means(effect, up) for effect in shown],
        "hovertemplate": "<b>%{y}</b><br>%{customdata}<extra></extra>",
    }
    return figure_of(
        [bars],
        shade,
        90 + 34 * len(shown),
        xaxis={
            "tickformat": ".0%",
            # A few per cent shall look like a few per cent.
            "range": [0, max(0.2, 1.15 * shown[0].share)],
            "title": {"text": "Explained by the choice alone"},
        },
        yaxis={"autorange": "reversed", "type": "category", "showgrid": False},
        margin={"r": 50},
    )


def _line(place: int, group: SearchGroup, shade: Mode) -> dict[str, Any]:
    dash = _DASHES[place % len(_DASHES)]
    return {
        "type": "scatter",
        "name": short(group.name),
        "line": {"color": hue(place, shade), "width": 3.5, "dash": dash, "shape": "hv"},
        "marker": {"symbol": symbol(place)},
    }


def _shadow(place: int, shade: Mode, x: list[float], y: list[float]) -> dict[str, Any]:
    red, green, blue = (int(hue(place, shade)[at : at + 2], 16) for at in (1, 3, 5))
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"width": 0},
        "fill": "toself",
        "fillcolor": f"rgba({red},{green},{blue},0.2)",
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _front(comparison: Comparison, group: SearchGroup, right: float) -> dict[str, Any]:
    up, across = (objective.metric for objective in comparison.objectives)
    values = group.middle.values
    words = [f"{metric(up, y)} · {label(across)} {metric(across, x)}" for y, x in values]
    return {
        # The last step runs on to the dearest network that was tried: nothing there is better.
        "x": [*values[:, 1], right],
        "y": [*values[:, 0], values[-1, 0]],
        "text": [*words, ""],
        "mode": "lines+markers",
        "hovertemplate": "%{text}",
    }


def _stairs(surface: Surface, right: float) -> tuple[list[float], list[float]]:
    xs: list[float] = []
    ys: list[float] = []
    for y, x in surface.values:
        xs += [float(x)] * (2 if ys else 1)
        ys += [ys[-1], float(y)] if ys else [float(y)]
    return [*xs, right], [*ys, ys[-1]]


def _between(
    better: Surface, worse: Surface, right: float, floor: float
) -> tuple[list[float], list[float]]:
    """Return the outline between two surfaces, down to ``floor`` where one is missing."""
    xs, ys = _stairs(better, right)
    back_xs, back_ys = _stairs(worse, right)
    return [*xs, *back_xs[::-1], back_xs[0], xs[0]], [*ys, *back_ys[::-1], floor, floor]


def _axis(name: str) -> dict[str, Any]:
    return {"title": {"text": titled(name)}, **ticks(name)}


def _covered_range(bands: Sequence[Band]) -> list[float]:
    """Return the range from the value at a fifth of the way: most is gained before."""
    early = min(float(spread.lower[len(spread.lower) // 5]) for spread in bands)
    top = max(float(spread.upper[-1]) for spread in bands)
    room = max(top - early, 0.02)
    return [max(0.0, early - room * 0.6), min(1.0, top + room * 0.1)]


def _means(effect: Importance, up: str) -> str:
    means = sorted(effect.means.items(), key=lambda pair: (pair[0] is None, str(type(pair[0]))))
    return "<br>".join(f"{_value(value)}: {metric(up, mean)}" for value, mean in means)


def _value(value: Value | None) -> str:
    return "absent" if value is None else escape(str(value), quote=False)
