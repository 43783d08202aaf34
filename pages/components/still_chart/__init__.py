"""A still chart: a figure made in Python, drawn in the browser by the library that the front uses.

``st.plotly_chart`` would bring a second Plotly, three times as long, which a browser reads for a
second before it draws.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import plotly
import plotly.graph_objects as go
import streamlit as st

from pages.components.scripts import module_of, scripts_of

_FOLDER = Path(__file__).parent


@st.cache_resource(show_spinner=False)
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "paretoscope.still_chart",
        html='<div class="still-chart" data-testid="still-chart"></div>',
        css=(_FOLDER / "still_chart.css").read_text(encoding="utf-8"),
        js=module_of(scripts_of(_FOLDER, ("library", "mount"))),
        isolate_styles=False,
    )


def still_chart(figure: go.Figure, key: str) -> None:
    """Show ``figure``, as wide as its place and as high as its layout says."""
    base = st.get_option("server.baseUrlPath").strip("/")
    _component()(
        key=key,
        data={
            "figure": figure.to_json(),
            "base": f"/{base}" if base else "",
            "version": plotly.__version__,
        },
        height=figure.layout.height,
    )
