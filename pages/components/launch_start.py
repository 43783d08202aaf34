"""Owns the initial values of the launch form: a run, the last opened, or a preset."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core import api
from core.errors import CoreError
from core.specs import RunSpec, Space
from pages.components.owner import owner
from pages.components.shell import show_error
from pages.components.text import plain

_DESIGNED = "designed_space"
_IMAGES = "designed_for"
_OPENED = "launch_opened"
_READ = "launch_read"


@dataclass(frozen=True)
class Start:
    """The initial values of the form; a new ``key`` makes the widgets take them."""

    spec: RunSpec
    key: str
    title: str


def design_chosen(space: Space, dataset: str | None) -> None:
    """Pass ``space`` and its images to the launch page, which takes them once."""
    st.session_state[_DESIGNED], st.session_state[_IMAGES] = space, dataset


def start_spec(presets: dict[str, RunSpec]) -> Start:
    """Return the run in the URL, else the viewer's choice; the last opened is first."""
    _take_design(presets)
    origin = st.query_params.get("from")
    if origin:
        # A variation is newer than anything that was opened before it.
        st.session_state.pop(_OPENED, None)
        run = api.run(origin)
        st.info(f"A variation of {plain(run.name)}.", icon=":material/content_copy:")
        return Start(run.spec, f"run-{origin}", run.name)
    starts = [Start(spec, f"preset-{name}", spec.name) for name, spec in presets.items()]
    opened: Start | None = st.session_state.get(_OPENED)
    if opened is not None:
        starts.insert(0, opened)
    if len(starts) == 1:
        return starts[0]
    titles = [start.title for start in starts]
    # The key follows what was opened: opening something else puts it first and picks it.
    picked = st.selectbox(
        "Start from", range(len(starts)), format_func=titles.__getitem__, key=f"{starts[0].key}.at"
    )
    return starts[picked]


def open_file() -> None:
    """Fill the form from a YAML file."""
    with st.popover("Open a YAML spec", icon=":material/upload_file:", width="stretch"):
        file = st.file_uploader("Run spec as YAML", type=["yaml", "yml"], key="launch_file")
        if file is None or st.session_state.get(_READ) == file.file_id:
            return
        try:
            spec = api.spec_from_yaml(api.text_of(file.getvalue()), owner())
        except CoreError as error:
            show_error(error)
            return
        st.session_state[_READ] = file.file_id
        _opened(spec, f"{spec.name} (opened file)")
        st.query_params.pop("from", None)
        st.rerun()


def _take_design(presets: dict[str, RunSpec]) -> None:
    space: Space | None = st.session_state.pop(_DESIGNED, None)
    dataset: str | None = st.session_state.pop(_IMAGES, None)
    if space is not None:
        task = api.task(space)
        around = next(spec for spec in presets.values() if task in (api.task(spec.space), None))
        data = around.dataset if dataset is None else dataset
        update = {"space": space, "name": space.name, "dataset": data}
        spec = around.model_copy(update=update)
        _opened(spec, f"{space.name} (your design)")


def _opened(spec: RunSpec, title: str) -> None:
    count = st.session_state.get("launch_openings", 0) + 1
    st.session_state["launch_openings"] = count
    st.session_state[_OPENED] = Start(spec, f"opened-{count}", title)
