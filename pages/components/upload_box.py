"""Owns the boxes for an upload: its name, and the file, which is let go of once it was read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

NAMES = "Small letters, digits, - and _."


def upload_box(
    label: str, kinds: Sequence[str], key: str, *, most_megabytes: int | None = None
) -> UploadedFile | None:
    """Ask for a file; by default it may be as large as the settings allow."""
    turn = st.session_state.setdefault(_turn(key), 0)
    return st.file_uploader(label, type=kinds, key=f"{key}_{turn}", max_upload_size=most_megabytes)


def let_go(file: UploadedFile, key: str) -> None:
    """Have another, empty box on the page from its next run on, and free the bytes of ``file``.

    Streamlit itself holds them until the browser's page is closed, whatever box is shown.
    """
    st.session_state[_turn(key)] += 1
    context = get_script_run_ctx()
    if context and isinstance(manager := context.uploaded_file_mgr, MemoryUploadedFileManager):
        manager.remove_file(context.session_id, file.file_id)


def _turn(key: str) -> str:
    return f"{key}.turn"


def name_box(label: str, key: str, example: str, *, most: int = 40, more: str = "") -> str:
    """Ask for a name and return it stripped; ``more`` is added to the rule for names."""
    help = f"{NAMES} {more}".strip()
    return st.text_input(label, key=key, max_chars=most, placeholder=example, help=help).strip()
