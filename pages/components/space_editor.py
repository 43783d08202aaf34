"""Owns the table in which a space is edited, and the problems shown beside it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core import api
from core.errors import CoreError, SpecError
from core.specs import Space
from pages.components.shell import show_error
from pages.components.space_table import COLUMNS, problem_place, space_mapping
from pages.components.text import plain
from pages.components.undo import Draft, history, remember, typed_rows, version


def edit(draft: Draft) -> Draft:
    """The widgets for ``draft``; returns what they hold now."""
    key = version()
    name, options = st.columns([1, 2])
    typed_name = name.text_input("Name", draft["name"], max_chars=80, key=f"design_name_{key}")
    typed_options = options.text_input(
        "Fixed for all networks",
        draft["options"],
        key=f"design_options_{key}",
        placeholder="dropout = 0.1; repeats = 2",
        help="Options of the family that do not vary, separated by semicolons.",
    )
    table = st.data_editor(
        pd.DataFrame(draft["rows"], columns=list(COLUMNS), dtype="str"),
        num_rows="dynamic",
        hide_index=True,
        key=f"design_rows_{key}",
        row_height=40,
        height="content",
        column_config={
            "Choice": st.column_config.TextColumn(width="small", help="What may vary."),
            "Values": st.column_config.TextColumn(width="medium", help="Separated by commas."),
            "Exists when": st.column_config.TextColumn(
                width="medium", help="For example: blocks = 2, 3. Empty means always."
            ),
        },
    )
    rows = typed_rows(table.astype(object).where(table.notna(), None).to_dict("records"))
    family = draft["family"]
    return {"name": typed_name, "family": family, "rows": rows, "options": typed_options}


def edited_space() -> Space | None:
    """The editor with the problems under it; the space, or None while there are problems."""
    present = history()[-1]
    base: dict[int, Draft] = st.session_state.setdefault("design_base", {})
    if version() not in base:
        # The table keeps its own edits on top of what it was first given, so that stays the same.
        base.clear()
        base[version()] = present
    draft = edit(base[version()])
    remember(draft)
    try:
        return api.check_space(
            space_mapping(draft["name"], draft["family"], draft["rows"], draft["options"])
        )
    except SpecError as error:
        for problem in error.problems:
            place = plain(problem_place(problem))
            st.error(f"**{place}**: {plain(problem.message)}", icon=":material/edit:")
    except CoreError as error:
        show_error(error)
    return None
