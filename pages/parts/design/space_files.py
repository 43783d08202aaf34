"""Owns reading a space from a file, and deleting a saved one."""

from __future__ import annotations

import streamlit as st

from core import api
from core.errors import CoreError
from pages.components.owner import owner
from pages.components.shell import show_error
from pages.parts.design.undo import draft_of, replace


def space_files(saved: list[str]) -> None:
    """Open a YAML file; delete one of the ``saved`` spaces."""
    _upload()
    _forget(saved)


def _upload() -> None:
    """Read a space from a file; what is wrong with it is said here."""
    file = st.file_uploader("Space as YAML", type=["yaml", "yml"], key="design_file")
    if file is None or st.session_state.get("design_read") == file.file_id:
        return
    try:
        replace(draft_of(api.space_from_yaml(api.text_of(file.getvalue()))))
        st.session_state["design_read"] = file.file_id
        st.rerun()
    except CoreError as error:
        show_error(error)


def _forget(saved: list[str]) -> None:
    """Delete a saved space; it must be named first, so that no slip of the hand is enough."""
    name = st.selectbox(
        "Delete a saved space",
        saved,
        index=None,
        placeholder="Which one?" if saved else "You saved none yet",
        disabled=not saved,
    )
    if st.button("Delete for good", icon=":material/delete:", disabled=name is None) and name:
        api.delete_space(name, owner())
        st.rerun()
