"""Owns the links from a network to the chart, and to the next on the front."""

from __future__ import annotations

import streamlit as st

from core.specs import Objective, Trial
from pages.components.axes import axes
from pages.components.text import cost_change


def neighbours(
    run_id: str, number: int, front: list[Trial], objectives: tuple[Objective, ...]
) -> list[tuple[str, int]]:
    """Show links to the chart and along the front; return each neighbour's label and number.

    Returns what each neighbour is, as ``Fewer parameters on the front``, and its number.
    """
    by = axes(objectives)[0].metric
    known = [trial for trial in front if by in trial.metrics]
    members = [trial.number for trial in sorted(known, key=lambda trial: trial.metrics[by])]
    found = [
        (f"{cost_change(by, step)} on the front", other) for step, other in beside(members, number)
    ]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(
            "front.py",
            label="Back to the chart",
            icon=":material/arrow_back:",
            query_params={"run": run_id, "trial": str(number)},
        )
        for (label, other), (step, _) in zip(found, beside(members, number), strict=True):
            icon = f":material/chevron_{'left' if step < 0 else 'right'}:"
            if st.button(label, icon=icon, type="tertiary"):
                query = {"run": run_id, "trial": str(other)}
                st.switch_page("candidate.py", query_params=query)
    return found


def beside(members: list[int], number: int) -> list[tuple[int, int]]:
    """Return the members before and after ``number``, each with its step."""
    if number not in members:
        return []
    place = members.index(number)
    return [(at - place, members[at]) for at in (place - 1, place + 1) if 0 <= at < len(members)]
