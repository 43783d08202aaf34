"""Owns how the JavaScript of a component is put together: one module, as it comes from a string,
and what Python hands over to it, so that it stands once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from core.metrics import METRICS, UNCOUNTED, Metric
from core.scores import NO_DIFFERENCE
from pages.components.axes import ACROSS, EDGE, UP

# The front's chart lends some of its scripts to the others.
_SHARED = Path(__file__).parent / "front_chart"


def scripts_of(folder: Path, names: Iterable[str]) -> list[Path]:
    """Return the files called ``names``: a component's own, in ``folder``, or the front chart's."""
    own = (folder / f"{name}.js" for name in names)
    return [file if file.exists() else _SHARED / file.name for file in own]


def module_of(files: Iterable[Path]) -> str:
    """The ``files`` one after the other, with the metrics and words that Python knows before."""
    known = {
        "METRICS": {name: _written(metric) for name, metric in METRICS.items()},
        "ACROSS": ACROSS,
        "UP": UP,
        "UNCOUNTED": UNCOUNTED,
        "NO_DIFFERENCE": NO_DIFFERENCE,
        "EDGE": asdict(EDGE),
    }
    constants = [f"const {name} = {json.dumps(value)};" for name, value in known.items()]
    return "\n".join([*constants, *(file.read_text(encoding="utf-8") for file in files)])


def _written(metric: Metric) -> dict[str, str | None]:
    """What the browser needs of a metric: all but its source."""
    told = ("name", "label", "title", "part", "direction", "unit", "summary")
    return {field: getattr(metric, field) for field in told}
