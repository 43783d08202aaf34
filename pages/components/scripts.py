"""Owns how the JavaScript of a component is put together: one module, as it comes from a string."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from core.metrics import METRICS
from pages.components.axes import ACROSS, UP


def module_of(files: Iterable[Path]) -> str:
    """The ``files`` one after the other, with the metrics that Python knows before them."""
    metrics = {name: asdict(metric) for name, metric in METRICS.items()}
    known = {"METRICS": metrics, "ACROSS": ACROSS, "UP": UP}
    constants = [f"const {name} = {json.dumps(value)};" for name, value in known.items()]
    return "\n".join([*constants, *(file.read_text(encoding="utf-8") for file in files)])
