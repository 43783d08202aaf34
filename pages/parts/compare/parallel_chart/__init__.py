"""Parallel coordinates over choices and metrics, beside the front of the trials that pass.

Brushing an axis filters both drawings in the browser; no script runs on the server.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.comparison import Comparison, Pool, Pooled
from core.metrics import METRICS
from core.specs import Value
from pages.components.axes import ACROSS
from pages.components.palette import PALETTE
from pages.components.scripts import component, library
from pages.components.text import titled
from pages.parts.compare.figures import hue, short, symbol

_FOLDER = Path(__file__).parent


def parallel_chart(comparison: Comparison, pool: Pool, axes: Sequence[str]) -> str | None:
    """Mount the chart over ``axes``, names of choices and metrics in the order they are drawn.

    Returns:
        In the one script run that follows a click on a point, ``run/number`` of its trial.
    """
    result = component(_FOLDER)(
        key="parallel-chart",
        data={
            **columns(comparison, pool, axes),
            "palette": PALETTE,
            **library(),
        },
        on_open_change=lambda: None,
    )
    opened: str | None = result.open
    return opened


def columns(comparison: Comparison, pool: Pool, axes: Sequence[str]) -> dict[str, Any]:
    """Return the browser's data in columns: JSON, one entry for each trial."""
    up, across = comparison.objectives
    groups = [
        {
            "name": short(group.name),
            "title": group.name,
            "symbol": symbol(place),
            "light": hue(place, "light"),
            "dark": hue(place, "dark"),
        }
        for place, group in enumerate(comparison.groups)
    ]
    runs = list(dict.fromkeys(one.run_id for one in pool.drawn))
    place_of = {run_id: place for place, run_id in enumerate(runs)}
    return {
        "groups": groups,
        "runs": runs,
        "total": pool.total,
        "x": _metric(pool.drawn, across.metric),
        "y": _metric(pool.drawn, up.metric),
        "group": [one.group for one in pool.drawn],
        "run": [place_of[one.run_id] for one in pool.drawn],
        "number": [one.trial.number for one in pool.drawn],
        "axes": [_axis(comparison, pool.drawn, name) for name in axes],
    }


def _axis(comparison: Comparison, drawn: Sequence[Pooled], name: str) -> dict[str, Any]:
    return _metric(drawn, name) if name in METRICS else _choice(comparison, drawn, name)


def _metric(drawn: Sequence[Pooled], name: str) -> dict[str, Any]:
    known = METRICS[name]
    return {
        "name": name,
        "label": titled(name),
        "unit": known.unit,
        "maximize": known.direction == "maximize",
        "log": name in ACROSS,
        "values": [one.trial.metrics.get(name) for one in drawn],
    }


def _choice(comparison: Comparison, drawn: Sequence[Pooled], name: str) -> dict[str, Any]:
    """Return a choice's values as indices of its texts; an absent one comes lowest.

    All values that the spaces declare have a place, tried or not: a trial that comes later moves
    none, and a brush keeps what it means.
    """
    own = [one.trial.choices.get(name) for one in drawn]
    spaces = [group.runs[0].spec.space for group in comparison.groups]
    declared = [choice for space in spaces for choice in space.choices if choice.name == name]
    may_lack = len(declared) < len(spaces) or any(choice.when for choice in declared)
    known = {value for choice in declared for value in choice.values}
    levels = sorted({*own, *known, *([None] if may_lack else [])}, key=_order)
    place_of = {level: place for place, level in enumerate(levels)}
    texts = ["–" if level is None else str(level) for level in levels]
    return {
        "name": name,
        "label": name.replace("_", " "),
        "texts": texts,
        "values": [place_of[value] for value in own],
    }


def _order(value: Value | None) -> tuple[int, float, str]:
    """Return a sort key: absent, then numbers by size, then words."""
    if value is None:
        return (0, 0.0, "")
    return (2, 0.0, value) if isinstance(value, str) else (1, float(value), "")
