"""Prune: a trained network, what of it may go, and a search over the ways to do it."""

from __future__ import annotations

import streamlit as st

from core.parents.info import ParentInfo
from pages.components.disk import low_disk
from pages.components.foreign import foreign, foreign_parents
from pages.components.launch_summary import summary
from pages.components.shell import shown_errors
from pages.parts.prune.form import baseline_box, prune_form
from pages.parts.prune.parent import parent_figures, parent_view
from pages.parts.prune.pick import picked_parent
from pages.parts.prune.reading import asks, confirm_first, reading_view
from pages.parts.prune.sources import sources
from pages.parts.prune.waiting import waiting_parents


def launch_form(parent: ParentInfo) -> None:
    """Ask what to try and how; show the estimated time and the launch button."""
    form_place, box = st.columns([2.4, 1], gap="large")
    with form_place:
        form, messages = prune_form(parent)
    spec, rest = messages.check(form)
    with form_place:
        beside = baseline_box(spec)
    with box:
        if asks(parent):
            confirm_first()
        else:
            summary(spec, rest, beside)


st.title("Prune a network", anchor=False)
st.markdown("How much smaller can a trained network get, and what does that cost?")
with shown_errors():
    low_disk()
    parent = picked_parent()
    if parent is not None:
        reading_view(parent)
    waiting_parents()
    sources()
    if parent is not None:
        parent_figures(parent)
        launch_form(parent)
        parent_view(parent)
    foreign(foreign_parents())
