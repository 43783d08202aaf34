"""Owns the history of a space that is being designed: every edit can be taken back."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import streamlit as st

from core import api
from core.specs import Space
from pages.components.space_table import Row, options_text, rows_of

_DEEPEST = 100
Draft = dict[str, Any]


def draft_of(space: Space) -> Draft:
    """Return the editable form of ``space``."""
    return {
        "name": space.name,
        "family": space.family,
        "rows": rows_of(space),
        "options": options_text(space),
    }


def empty_draft() -> Draft:
    return {"name": "My space", "family": api.families()[0].name, "rows": [], "options": ""}


def history() -> list[Draft]:
    """Return all drafts, oldest first; the last is the present one."""
    if "design_history" not in st.session_state:
        spaces = list(api.spaces().values())
        st.session_state["design_history"] = [draft_of(spaces[0]) if spaces else empty_draft()]
        st.session_state["design_version"] = 0
    drafts: list[Draft] = st.session_state["design_history"]
    return drafts


def version() -> int:
    """Return a part of the widgets' keys; a new number makes them take the draft."""
    return int(st.session_state["design_version"])


def replace(draft: Draft) -> None:
    """Start over from ``draft`` (a preset, a file); undo brings the former one back."""
    remember(draft)
    st.session_state["design_version"] += 1


def remember(draft: Draft) -> None:
    """Note an edit that the widgets already show."""
    drafts = history()
    if drafts[-1] != draft:
        drafts.append(draft)
        del drafts[:-_DEEPEST]


def undo() -> None:
    """Take the last edit back."""
    drafts = history()
    if len(drafts) > 1:
        drafts.pop()
        st.session_state["design_version"] += 1


def typed_rows(records: Iterable[Mapping[Hashable, Any]]) -> list[Row]:
    """Return the table's records as text; untouched cells are empty."""
    return [
        {str(key): "" if value is None else str(value) for key, value in record.items()}
        for record in records
    ]
