"""Owns the table in which a space is edited, and the first problem, shown above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core import api
from core.errors import CoreError, Problem, SpecError
from core.specs import LONGEST_NAME, Space
from pages.components.shell import show_error
from pages.components.space_table import COLUMNS, Row, causes, problem_place, space_mapping
from pages.components.text import plain
from pages.parts.design.undo import Draft, history, remember, typed_rows, version

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator


# Scrolls by itself, so that what the space amounts to stays in sight beside it.
TABLE_PIXELS = 470


def _names(draft: Draft, key: int) -> tuple[str, str]:
    name, options = st.columns([1, 2])
    typed_name = name.text_input(
        "Name", draft["name"], max_chars=LONGEST_NAME, key=f"design_name_{key}"
    )
    typed_options = options.text_input(
        "Fixed for all networks",
        draft["options"],
        key=f"design_options_{key}",
        placeholder="dropout = 0.1; repeats = 2",
        help="Options of the family that do not vary, separated by semicolons.",
    )
    return typed_name, typed_options


def _table(draft: Draft, key: int) -> list[Row]:
    table = st.data_editor(
        pd.DataFrame(draft["rows"], columns=list(COLUMNS), dtype="str"),
        num_rows="dynamic",
        hide_index=True,
        key=f"design_rows_{key}",
        row_height=40,
        height=TABLE_PIXELS,
        column_config={
            "Choice": st.column_config.TextColumn(width=120, help="What may vary."),
            "Values": st.column_config.TextColumn(width=160, help="Separated by commas."),
            "Exists when": st.column_config.TextColumn(
                width=110, help="For example: blocks = 2, 3. Empty means always."
            ),
        },
    )
    return typed_rows(table.astype(object).where(table.notna(), None).to_dict("records"))


def _checked(draft: Draft, verdict: DeltaGenerator) -> Space | None:
    try:
        space = api.check_space(
            space_mapping(draft["name"], draft["family"], draft["rows"], draft["options"])
        )
    except SpecError as error:
        with verdict:
            _show_first(causes(error.problems, draft["rows"]))
    except CoreError as error:
        with verdict:
            show_error(error)
    else:
        # As high as a problem's line, so that the table stays where it is.
        verdict.success("This space can be searched.", icon=":material/check:")
        return space
    return None


def _show_first(problems: list[Problem]) -> None:
    first, others = problems[0], len(problems) - 1
    more = f" ({others} more after this one.)" if others else ""
    place = plain(problem_place(first))
    st.error(f"**{place}**: {plain(first.message)}{more}", icon=":material/edit:")


def edited_space() -> Space | None:
    """Show the editor; return the space, or None while it has a problem."""
    present = history()[-1]
    base: dict[int, Draft] = st.session_state.setdefault("design_base", {})
    if version() not in base:
        # The table keeps its own edits on top of what it was first given, so that stays the same.
        base.clear()
        base[version()] = present
    given = base[version()]
    name, options = _names(given, version())
    verdict = st.empty()
    rows = _table(given, version())
    draft = {"name": name, "family": given["family"], "rows": rows, "options": options}
    remember(draft)
    return _checked(draft, verdict)
