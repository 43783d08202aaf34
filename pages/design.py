"""Design: edit a search space, see how many networks it holds and what one looks like."""

from __future__ import annotations

import streamlit as st

from core import api
from core.specs import Space
from pages.components.foreign import foreign, foreign_spaces
from pages.components.launch_start import design_chosen
from pages.components.owner import owner
from pages.components.shell import shown_errors
from pages.components.text import plain
from pages.parts.design.space_editor import edited_space
from pages.parts.design.space_files import space_files
from pages.parts.design.space_view import images_of, space_view
from pages.parts.design.undo import draft_of, empty_draft, history, replace, undo

NOTHING = "An empty space"


def start_from() -> None:
    """Offer presets, saved spaces, a file, and undo."""
    pick, load, back = st.columns([1.8, 1.3, 0.9], vertical_alignment="bottom")
    spaces = api.spaces(owner())
    name = pick.selectbox(
        "Start from",
        [*spaces, NOTHING],
        index=None,
        placeholder="A preset or a saved space",
        key=f"design_start_{st.session_state.get('design_starts', 0)}",
    )
    if name is not None:
        replace(empty_draft() if name == NOTHING else draft_of(spaces[name]))
        # A fresh key empties the box, so that the same space can be picked again.
        st.session_state["design_starts"] = st.session_state.get("design_starts", 0) + 1
        st.rerun()
    with load.popover("Files and saved spaces", icon=":material/folder_open:", width="stretch"):
        space_files([name for name in spaces if name not in api.preset_spaces()])
    back.button(
        "Undo",
        icon=":material/undo:",
        on_click=undo,
        width="stretch",
        disabled=len(history()) < 2,
    )


def keep(space: Space | None) -> None:
    """Launch, save, download; all off while there is no space."""
    off = space is None
    launch = st.button(
        "Launch with this space", type="primary", icon=":material/rocket_launch:", disabled=off
    )
    if launch and space is not None:
        design_chosen(space, images_of(space))
        st.switch_page("launch.py")
    if st.button("Save", icon=":material/save:", disabled=off) and space is not None:
        api.save_space(space, owner())
        st.toast(f"Saved as {plain(space.name)}.", icon=":material/check:")
    st.download_button(
        "YAML",
        "" if space is None else api.space_to_yaml(space),
        "space.yaml" if space is None else f"{space.name}.yaml",
        "application/yaml",
        icon=":material/download:",
        on_click="ignore",
        disabled=off,
    )


with st.container(gap=None):
    st.title("Design a search space", anchor=False)
    st.caption("A space says what may vary from network to network. A search tries networks of it.")
with shown_errors():
    # The editor runs first: an edit it finds is what the undo button above it can take back.
    above = st.container()
    editor, view = st.columns([1.15, 1], gap="large")
    with editor:
        space = edited_space()
    with above:
        start_from()
        with st.container(horizontal=True):
            keep(space)
    with view:
        space_view(space)
    foreign(foreign_spaces())
