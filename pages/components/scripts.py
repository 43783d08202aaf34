"""Owns how a chart of our own is mounted: its JavaScript as one module, as it comes from a string,
and what Python hands over to it, so that it stands once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import plotly
import streamlit as st

from core.metrics import METRICS, UNCOUNTED, Metric
from core.scores import NO_DIFFERENCE
from pages.components.axes import ACROSS, EDGE, UP

# The front's chart lends some of its scripts to the others.
_SHARED = Path(__file__).parent / "front_chart"


@st.cache_resource(show_spinner=False)
def component(folder: Path, script: str) -> Callable[..., Any]:
    """Register the chart in ``folder``, whose HTML and CSS are named after it, with its ``script``.

    Once a process: registering again at each script run would log a warning.
    """
    name = folder.name
    return st.components.v2.component(
        f"paretoscope.{name}",
        html=(folder / f"{name}.html").read_text(encoding="utf-8"),
        css=(folder / f"{name}.css").read_text(encoding="utf-8"),
        js=script,
        isolate_styles=False,
    )


def library() -> dict[str, str]:
    """Return what the browser asks for the chart library by: the pages' base path, the version."""
    base = st.get_option("server.baseUrlPath").strip("/")
    return {"base": f"/{base}" if base else "", "version": plotly.__version__}


def scripts_of(folder: Path, names: Iterable[str]) -> list[Path]:
    """Return the files called ``names``: a component's own, in ``folder``, or the front chart's."""
    own = (folder / f"{name}.js" for name in names)
    return [file if file.exists() else _SHARED / file.name for file in own]


def module_of(files: Iterable[Path]) -> str:
    """Join the ``files``, after definitions of the metrics and words known to Python."""
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
    """Return a metric's fields for the browser: all but its source."""
    fields = ("name", "label", "title", "part", "direction", "unit", "summary")
    return {field: getattr(metric, field) for field in fields}
