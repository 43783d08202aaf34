"""Owns what every page has in common: shown errors, empty states, the run in the URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from core import api
from core.errors import CoreError, NotFoundError
from pages.components.owner import owner
from pages.components.text import plain


@contextmanager
def shown_errors() -> Iterator[None]:
    """Show what the engine refuses as text in place of the rest of the block."""
    try:
        yield
    except CoreError as error:
        show_error(error)


@contextmanager
def shown_if_missing(title: str) -> Iterator[None]:
    """Show why a page's subject is not found, and links to the rest."""
    try:
        yield
    except NotFoundError as error:
        st.title(title, anchor=False)
        show_error(error)
        st.page_link("runs.py", label="**All runs**", icon=":material/arrow_forward:")
        st.stop()


def show_error(error: CoreError) -> None:
    """Show an error, a line for each problem; typed text is shown as text."""
    lines = [plain(line) for line in str(error).splitlines() if line.strip()]
    st.error("  \n".join(lines), icon=":material/error:")


def empty(title: str, advice: str, page: str, label: str) -> None:
    """Show the message and the link of a page that has nothing to show."""
    with st.container(border=True):
        st.header(title, anchor=False)
        st.write(advice)
        st.page_link(page, label=f"**{label}**", icon=":material/arrow_forward:")


def run_in_url() -> str | None:
    """Return ``run_asked``'s result, and put it into the URL so that it can be shared."""
    run_id = run_asked()
    if run_id is not None and st.query_params.get("run") != run_id:
        st.query_params["run"] = run_id
    return run_id


def run_asked() -> str | None:
    """Return the run that the page is about: the URL's, the one last looked at, or the newest.

    The newest of one's own goes before the newest of all.
    """
    asked = st.query_params.get("run")
    last = st.session_state.get("last_run")
    # Someone may have deleted it since.
    run_id = asked or (last if last is not None and _is_there(last) else None)
    if run_id is None:
        newest = api.runs(owner=owner(), limit=1) or api.runs(limit=1)
        run_id = newest[0].id if newest else None
    st.session_state["last_run"] = run_id
    return run_id


def _is_there(run_id: str) -> bool:
    try:
        api.run(run_id)
    except NotFoundError:
        return False
    return True


def trial_in_url() -> int | None:
    """Return the trial in the URL, when it is a number."""
    text = st.query_params.get("trial", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None
