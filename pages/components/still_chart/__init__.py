"""A still chart: a figure made in Python, drawn in the browser by the library that the front uses.

``st.plotly_chart`` would bring a second Plotly, three times as long, which a browser reads for a
second before it draws.
"""

from __future__ import annotations

from pathlib import Path

import plotly.graph_objects as go

from pages.components.scripts import component, library

_FOLDER = Path(__file__).parent


def still_chart(figure: go.Figure, key: str) -> None:
    """Show ``figure``, as wide as its place and as high as its layout says."""
    mount = component(_FOLDER)
    mount(
        key=key,
        data={"figure": figure.to_json(), **library()},
        height=figure.layout.height,
    )
