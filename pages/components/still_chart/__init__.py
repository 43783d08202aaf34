"""A still chart: a figure made in Python, drawn in the browser by the library that the front uses.

``st.plotly_chart`` would bring a second Plotly, three times as long, which a browser reads for a
second before it draws.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from pages.components.charts import Figure
from pages.components.scripts import component, library

_FOLDER = Path(__file__).parent


def still_chart(figure: Figure, key: str) -> None:
    """Show ``figure``, as wide as its place and as high as its layout says."""
    mount = component(_FOLDER)
    mount(
        key=key,
        data={"figure": json.dumps(_finite(figure)), **library()},
        height=figure["layout"]["height"],
    )


def _finite(part: Any) -> Any:
    """Return a part of a figure with null for what is no number: JSON has none of these."""
    if isinstance(part, dict):
        return {name: _finite(inner) for name, inner in part.items()}
    if isinstance(part, (list, tuple)):
        return [_finite(inner) for inner in part]
    return None if isinstance(part, float) and not math.isfinite(part) else part
