"""Owns what a front is drawn on: which metrics go across and up, and the labels of a log axis."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from core.metrics import METRICS
from core.specs import Objective
from pages.components.text import size

COSTS = ("count", "bytes", "seconds", "milliseconds")
ACROSS = [name for name, m in METRICS.items() if m.unit in COSTS]
UP = [name for name in METRICS if name not in ACROSS]
_TICKS = {"share": ".3~p", "count": "~s", "bytes": "~s", "seconds": "~s"}
_SUFFIXES = {"bytes": "B", "seconds": " s", "milliseconds": " ms"}


def axes(objectives: Sequence[Objective]) -> tuple[Objective, Objective]:
    """What goes across and up at first: the first cost and the first quality that are asked for.

    Where none is, parameters and accuracy, in their own directions.
    """
    across = next((o for o in objectives if o.metric in ACROSS), _usual("parameters"))
    up = next((o for o in objectives if o.metric in UP), _usual("val_accuracy"))
    return across, up


def ticks(metric: str) -> dict[str, str]:
    """How Plotly writes the values of a metric along an axis."""
    unit = METRICS[metric].unit
    return {"tickformat": _TICKS.get(unit, "~g"), "ticksuffix": _SUFFIXES.get(unit, "")}


def log_ticks(metric: str, values: Iterable[float]) -> dict[str, Any]:
    """A logarithmic axis of a metric, with labels around its ``values``."""
    places = round_values(values)
    unit = METRICS[metric].unit
    if unit not in _SUFFIXES:
        return {"type": "log", "tickvals": places}
    # Plotly puts no suffix behind labels whose places it is given.
    words = [size(at) if unit == "bytes" else f"{at:g}{_SUFFIXES[unit]}" for at in places]
    return {"type": "log", "tickvals": places, "ticktext": words}


def _usual(metric: str) -> Objective:
    return Objective(metric=metric, direction=METRICS[metric].direction)


def round_values(values: Iterable[float]) -> list[float]:
    """1, 2 and 5 times each power of ten around ``values``; only powers over more than three.

    A log axis has no place for zero: what is not positive is left out.
    """
    positive = [value for value in values if value > 0]
    if not positive:
        return []
    low, high = math.log10(min(positive)), math.log10(max(positive))
    powers = range(math.floor(low), math.ceil(high) + 1)
    digits = (1, 2, 5) if len(powers) < 5 else (1,)
    return [digit * 10.0**power for power in powers for digit in digits]
