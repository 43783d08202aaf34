"""Owns the table of a front: a network a row, with every figure that was measured of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core import api
from core.metrics import METRICS
from core.scores import pictures_text
from core.specs import Run

if TYPE_CHECKING:
    from streamlit.elements.lib.column_types import ColumnConfig

# How a column writes its numbers, by the unit of its metric; three digits where there is none.
FORMATS = {
    "share": "percent",
    "count": "localized",
    "bytes": "bytes",
    "seconds": "%.1f s",
    "milliseconds": "%.3g ms",
}

_ENDS = {"low": "from", "high": "to"}


@st.fragment
def front_table(run: Run) -> None:
    """Show a switch and the table; a button refreshes that of a run under way."""
    if not st.toggle("The front as a table", key=f"front_table.{run.id}"):
        return
    rows = api.front_rows(run.id)
    if not rows:
        st.caption("No network is on the front yet.")
    else:
        table = pd.DataFrame(rows)
        st.dataframe(
            table,
            hide_index=True,
            column_config={name: column(str(name)) for name in table.columns},
        )
        sizes = api.samples(run.id).items()
        if sizes:
            words = " and ".join(pictures_text(part, size) for part, size in sizes)
            st.caption(f"Scores of {words}; from and to are the ends of a 95 % interval (Wilson).")
    if not run.has_ended:
        st.button("Bring it up to date", icon=":material/refresh:", key=f"refresh.{run.id}")


def column(name: str) -> ColumnConfig:
    """Return the heading, format and meaning of a column: trial number or metric."""
    if name == "network":
        return st.column_config.TextColumn("Network", width="medium", pinned=True)
    stem, _, end = name.rpartition("_")
    if end in _ENDS and stem in METRICS:
        return st.column_config.NumberColumn(_ENDS[end], format="percent", width=70)
    if name not in METRICS:
        return st.column_config.NumberColumn(name.capitalize(), format="%d", pinned=True)
    metric = METRICS[name]
    return st.column_config.NumberColumn(
        metric.title, help=metric.summary, format=FORMATS.get(metric.unit, "%.3g")
    )
