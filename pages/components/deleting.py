"""Owns the question before something is deleted for good."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages.components.shell import shown_errors


def delete(kind: str, what: str, act: Callable[[], None]) -> None:
    """Ask first, as there is no way back; then ``act`` and run the page anew.

    Args:
        kind: what it is, as in "Delete this run?".
        what: what goes, as Markdown, as in "**My run** goes for good."
    """
    st.dialog(f"Delete this {kind}?")(_asked)(what, act)


def _asked(what: str, act: Callable[[], None]) -> None:
    st.markdown(what)
    said = st.container()
    with st.container(horizontal=True):
        sure = st.button("Delete", type="primary", icon=":material/delete:")
        if st.button("Keep it"):
            st.rerun()
    if not sure:
        return
    with said, shown_errors():
        act()
        st.rerun()
