"""Owns how uploads are added, and the report of the last one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from pages.components.shell import shown_errors
from pages.components.text import plain
from pages.components.upload_box import let_go

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from core.datasets import DatasetInfo, ImportReport

_SHOWN = 20
_REPORT, _ADDED = "upload_report", "upload_added"


def take_in(what: str, file: UploadedFile, key: str, take: Callable[[], ImportReport]) -> None:
    """Have ``take`` take in the ``file`` of the box ``key``, and draw the page again.

    The box is empty then; it keeps the file only where ``take`` refuses, which is shown.
    """
    # A refusal must not stand above the success of an earlier file.
    st.session_state.pop(_REPORT, None)
    done: ImportReport | None = None
    with shown_errors(), st.spinner(f"Reading the {what}…"):
        done = st.session_state[_REPORT] = take()
    if done is not None:
        st.session_state[_ADDED] = done.info.name
        let_go(file, key)
        st.rerun()


def just_added() -> str | None:
    """Return the name of the data that were added just before this run of the page."""
    added: str | None = st.session_state.pop(_ADDED, None)
    return added


def report() -> None:
    """Show what the last upload added, left out and changed."""
    done: ImportReport | None = st.session_state.get(_REPORT)
    if done is None:
        return
    st.success(f"**{plain(done.info.name)}**: {_amount(done.info)}. It is chosen as the data now.")
    if done.left_out:
        st.warning(_left_out(done))
        st.code("\n".join(done.left_out[:_SHOWN]), language=None, wrap_lines=True)
    if done.notes:
        st.info("Some of it was read otherwise than it was written. Check that this is as meant:")
        st.code("\n".join(done.notes[:_SHOWN]), language=None, wrap_lines=True)


def _left_out(done: ImportReport) -> str:
    if done.info.task == "detection":
        return "Some of it was left out: what, how often, and the first few by name."
    what, count = "file" if done.info.table is None else "column", len(done.left_out)
    return f"{count:,} {what}s were left out:" if count != 1 else f"1 {what} was left out:"


def _amount(info: DatasetInfo) -> str:
    if info.table is not None:
        return f"{info.table.rows:,} finished answers"
    if info.task == "detection":
        kinds = len(info.class_names)
        return f"{info.images:,} pictures, objects of {kinds} class{'es' if kinds > 1 else ''}"
    return f"{info.images:,} images in {len(info.class_names)} classes"
