"""Owns how the JavaScript of a component is put together: one module, as it comes from a string."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from core.metrics import METRICS, UNCOUNTED, Metric
from pages.components.axes import ACROSS, UP


def module_of(files: Iterable[Path]) -> str:
    """The ``files`` one after the other, with the metrics that Python knows before them."""
    metrics = {name: _written(metric) for name, metric in METRICS.items()}
    known = {"METRICS": metrics, "ACROSS": ACROSS, "UP": UP, "UNCOUNTED": UNCOUNTED}
    constants = [f"const {name} = {json.dumps(value)};" for name, value in known.items()]
    return "\n".join([*constants, *(file.read_text(encoding="utf-8") for file in files)])


def _written(metric: Metric) -> dict[str, str | None]:
    """What the browser needs of a metric: all but its source."""
    told = ("name", "label", "title", "part", "direction", "unit", "summary")
    return {field: getattr(metric, field) for field in told}
