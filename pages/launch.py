"""Launch: data, space, strategy, goals and budget of a run; how long it takes; go."""

from __future__ import annotations

import streamlit as st

from core import api
from pages.components.disk import low_disk
from pages.components.launch_start import open_file, start_spec
from pages.components.launch_summary import summary
from pages.components.owner import owner
from pages.components.shell import shown_errors
from pages.parts.launch.form import run_form

title, way = st.columns([2.4, 1], gap="large", vertical_alignment="center")
title.title("Launch a search", anchor=False)
with shown_errors():
    with way:
        open_file()
    low_disk()
    form_place, box = st.columns([2.4, 1], gap="large")
    with form_place:
        start = start_spec(api.presets())
        # The start's own space goes first, and stands for a saved one of the same name.
        own = {start.spec.space.name: start.spec.space}
        spaces = own | api.spaces(owner()) | own
        form, messages = run_form(start.spec, spaces, start.key)
    spec, rest = messages.check(form)
    with box:
        summary(spec, rest)
