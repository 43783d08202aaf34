"""Owns what a front is drawn on: which metrics go across and up, and the labels of a log axis."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from core.specs import METRICS, Objective

ACROSS = [name for name, m in METRICS.items() if m.unit in ("count", "bytes", "seconds")]
UP = [name for name in METRICS if name not in ACROSS]


def axes(objectives: Sequence[Objective]) -> tuple[Objective, Objective]:
    """What goes across and up at first: the first cost and the first quality that are asked for.

    Where none is, parameters and accuracy, in their own directions.
    """
    across = next((o for o in objectives if o.metric in ACROSS), _usual("parameters"))
    up = next((o for o in objectives if o.metric in UP), _usual("val_accuracy"))
    return across, up


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
