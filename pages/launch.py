"""Launch: data, space, strategy, goals and budget of a run; how long it takes; go."""

from __future__ import annotations

import streamlit as st

from core import api
from core.errors import CoreError, SpecError
from core.specs import RunSpec, Space
from pages.components.launch_form import run_form
from pages.components.launch_summary import summary
from pages.components.owner import owner
from pages.components.shell import show_error, shown_errors
from pages.components.text import plain


def start_spec(presets: dict[str, RunSpec]) -> tuple[RunSpec, str]:
    """What the form is filled from: the run in the URL, a file, else a preset; and its key."""
    origin = st.query_params.get("from")
    if origin:
        run = api.run(origin)
        st.info(f"A variation of {plain(run.name)}.", icon=":material/content_copy:")
        return run.spec, f"run-{origin}"
    opened: tuple[RunSpec, str] | None = st.session_state.get("opened_spec")
    if opened:
        return opened
    names = list(presets)
    name = names[0]
    if len(names) > 1:
        name = st.selectbox("Start from", names, format_func=lambda n: presets[n].name)
    return presets[name], f"preset-{name}"


def open_file() -> None:
    """Fill the form from a YAML file."""
    with st.popover("Open a YAML spec", icon=":material/upload_file:"):
        file = st.file_uploader("Run spec as YAML", type=["yaml", "yml"], key="launch_file")
        if file is None or st.session_state.get("launch_read") == file.file_id:
            return
        try:
            spec = api.spec_from_yaml(file.getvalue().decode("utf-8", "replace"))
        except CoreError as error:
            show_error(error)
            return
        st.session_state["launch_read"] = file.file_id
        st.session_state["opened_spec"] = (spec, f"file-{file.file_id}")
        st.query_params.pop("from", None)
        st.rerun()


def known_spaces(start: RunSpec) -> tuple[RunSpec, dict[str, Space]]:
    """The spaces to choose from; one that comes from the design page goes first."""
    designed: Space | None = st.session_state.get("designed_space")
    if designed is not None:
        start = start.model_copy(update={"space": designed, "name": designed.name})
    first = {start.space.name: start.space}
    return start, first | {k: v for k, v in api.spaces(owner()).items() if k not in first}


title, way = st.columns([3, 1], vertical_alignment="center")
title.title("Launch a search", anchor=False)
with shown_errors():
    with way:
        open_file()
    form_place, box = st.columns([2.4, 1], gap="large")
    with form_place:
        start, key = start_spec(api.presets())
        start, spaces = known_spaces(start)
        form, messages = run_form(start, spaces, f"{key}-{start.space.name}")
    spec: RunSpec | None = None
    rest = []
    try:
        spec = api.check(form)
    except SpecError as error:
        rest = messages.show(error.problems)
    with box:
        summary(spec, rest)
