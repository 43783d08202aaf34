"""Owns the question before something that cannot be taken back: a run is stopped, a thing goes."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core import api
from core.specs import Run
from pages.components.owner import owner
from pages.components.shell import shown_errors
from pages.components.text import plain

DELETE, STOP = ":material/delete:", ":material/stop_circle:"
_STOPS = "It stops after the present epoch."


def ask(
    title: str, words: str, label: str, act: Callable[[], None], icon: str, otherwise: str
) -> None:
    """Ask in a dialog whether to ``act``; what the engine refuses is shown there.

    Args:
        title: the question.
        words: what comes of it, as Markdown.
        label: the button that confirms, with its ``icon``.
        otherwise: the button that closes the dialog.
    """
    st.dialog(title)(_asked)(words, label, act, icon, otherwise)


def _asked(words: str, label: str, act: Callable[[], None], icon: str, otherwise: str) -> None:
    st.markdown(words)
    said = st.container()
    with st.container(horizontal=True):
        sure = st.button(label, type="primary", icon=icon)
        if st.button(otherwise):
            st.rerun()
    if sure:
        with said, shown_errors():
            act()


def delete(kind: str, what: str, act: Callable[[], None]) -> None:
    """Ask before something is deleted for good; then ``act`` and run the page anew.

    Args:
        kind: what it is, as in "Delete this run?".
        what: what goes, as Markdown, as in "**My run** goes for good."
    """
    ask(f"Delete this {kind}?", what, "Delete", _then_anew(act), DELETE, "Keep it")


def stop(run: Run) -> None:
    """Stop ``run``; ask first if somebody else launched it."""
    if run.owner != owner():
        words = f"**{plain(run.name)}** was launched by **{plain(run.owner)}**. {_STOPS}"
        act = _then_anew(lambda: api.stop(run.id))
        ask("Stop somebody else's run?", words, "Stop it", act, STOP, "Let it run")
        return
    with shown_errors():
        api.stop(run.id)
        st.toast(_STOPS, icon=STOP)


def _then_anew(act: Callable[[], None]) -> Callable[[], None]:
    def both() -> None:
        act()
        st.rerun()

    return both
