"""Owns the axes of a front: which metrics go across and up, and the log scale."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.metrics import METRICS
from core.specs import Objective
from pages.components.text import count, size

COSTS = ("count", "bytes", "seconds", "milliseconds")
ACROSS = [name for name, m in METRICS.items() if m.unit in COSTS]
UP = [name for name in METRICS if name not in ACROSS]


@dataclass(frozen=True)
class Edge:
    """The distance to the left of the least positive value at which a log axis draws 0 or less.

    ``power`` is the share of the span of the others, in decades; at least the ratio ``least_step``.
    """

    least_step: float
    power: float


EDGE = Edge(least_step=1.6, power=0.12)
_TICKS = {"share": ".3~p", "count": "~s", "bytes": "~s", "seconds": "~s"}
_SUFFIXES = {"bytes": "B", "seconds": " s", "milliseconds": " ms"}


def axes(objectives: Sequence[Objective]) -> tuple[Objective, Objective]:
    """Return the first axes, across and up: the first cost and quality among the objectives.

    Where none is, parameters and accuracy, in their own directions.
    """
    across = next((o for o in objectives if o.metric in ACROSS), _usual("parameters"))
    up = next((o for o in objectives if o.metric in UP), _usual("val_accuracy"))
    return across, up


@dataclass(frozen=True)
class View:
    """The view that a person has chosen: the axes, the scale, the two sliders."""

    across: Objective
    up: Objective
    log: bool = True
    limit: float | None = None
    least: float | None = None


def view_of(objectives: Sequence[Objective], sent: object = None) -> View:
    """Return the view that a browser has ``sent`` as JSON, without invalid parts."""
    across, up = axes(objectives)
    if not isinstance(sent, Mapping):
        return View(across, up)
    x, y = sent.get("x"), sent.get("y")
    return View(
        across=_goal(objectives, str(x)) if x in ACROSS else across,
        up=_goal(objectives, str(y)) if y in UP else up,
        log=sent.get("log") is not False,
        limit=_number(sent.get("limit")),
        least=_number(sent.get("least")),
    )


def _goal(objectives: Sequence[Objective], metric: str) -> Objective:
    return next((o for o in objectives if o.metric == metric), _usual(metric))


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    number: float = value
    return number if math.isfinite(number) else None


def ticks(metric: str) -> dict[str, str]:
    """Return Plotly's settings for the values of a metric along an axis."""
    unit = METRICS[metric].unit
    return {"tickformat": _TICKS.get(unit, "~g"), "ticksuffix": _SUFFIXES.get(unit, "")}


def log_edge(values: Iterable[float]) -> float | None:
    """Return the place on a log axis for values of 0 or less.

    A step left of the least of the rest; None where all are above 0, or none is.
    """
    known = list(values)
    positive = [value for value in known if value > 0]
    if not positive or len(positive) == len(known):
        return None
    step = math.pow(max(positive) / min(positive), EDGE.power)
    return min(positive) / max(EDGE.least_step, step)


def placed(value: float, edge: float | None) -> float:
    """Return the place of a value on a log axis whose edge is ``edge``."""
    return value if edge is None or value > 0 else edge


def log_ticks(metric: str, values: Iterable[float]) -> dict[str, Any]:
    """Return a logarithmic axis of a metric, with labels around its ``values``.

    What is 0 or less stands at the left edge, under a label of its own. Without any value above 0
    the axis stays linear.
    """
    known = list(values)
    places = round_values(known)
    if not places and known:
        return {}
    edge = log_edge(known)
    if edge is None and METRICS[metric].unit not in _SUFFIXES:
        return {"type": "log", "tickvals": places}
    if edge is None:
        words = [_tick(metric, at) for at in places]
        return {"type": "log", "tickvals": places, "ticktext": words}
    right = [at for at in places if at >= min(value for value in known if value > 0)]
    zero = "≤ 0" if min(known) < 0 else "0"
    words = [zero, *(_tick(metric, at) for at in right)]
    return {"type": "log", "tickvals": [edge, *right], "ticktext": words}


def _tick(metric: str, at: float) -> str:
    # Plotly puts no suffix behind labels whose places it is given.
    unit = METRICS[metric].unit
    if unit == "bytes":
        return size(at)
    return count(at) if unit == "count" else f"{at:g}{_SUFFIXES[unit]}"


def _usual(metric: str) -> Objective:
    return Objective(metric=metric, direction=METRICS[metric].direction)


def round_values(values: Iterable[float]) -> list[float]:
    """Return 1, 2 and 5 times each power of ten around ``values``.

    Over more than three powers, only the powers. A log axis has no place for zero: what is not
    positive is left out.
    """
    positive = [value for value in values if value > 0]
    if not positive:
        return []
    low, high = math.log10(min(positive)), math.log10(max(positive))
    powers = range(math.floor(low), math.ceil(high) + 1)
    digits = (1, 2, 5) if len(powers) < 5 else (1,)
    return [digit * 10.0**power for power in powers for digit in digits]
