"""Owns the list of things that this version cannot read, each with a delete button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from core import api
from core.specs import Unreadable
from pages.components.deleting import delete
from pages.components.owner import owner
from pages.components.text import ago, plain

_WIDTHS = (1.3, 6.1, 1.2, 1.0)


@dataclass(frozen=True)
class Foreign:
    """One thing that cannot be read: what it is, whose or of what sort, and what deletes it."""

    kept: Unreadable
    kind: str
    about: str
    key: str
    delete: Callable[[], None]
    busy: bool = False


def foreign_runs() -> list[Foreign]:
    """Return the runs that cannot be read; one under way elsewhere must end first."""
    return [
        Foreign(
            run,
            kind="run",
            about=f"by {run.owner}",
            key=run.id,
            delete=partial(api.delete, run.id),
            busy=run.status == "running",
        )
        for run in api.unreadable_runs()
    ]


def foreign_datasets() -> list[Foreign]:
    """Return the uploaded data sets and tables that cannot be read."""
    return [
        Foreign(
            data,
            kind="data set",
            about="an uploaded data set or table",
            key=f"data-{data.name}",
            delete=partial(api.remove_dataset, data.name),
        )
        for data in api.unreadable_datasets()
    ]


def foreign_parents() -> list[Foreign]:
    """Return trained networks that cannot be read."""
    return [
        Foreign(
            parent,
            kind="trained network",
            about="a trained network",
            key=f"parent-{parent.name}",
            delete=partial(api.remove_parent, parent.name),
        )
        for parent in api.unreadable_parents()
    ]


def foreign_spaces() -> list[Foreign]:
    """Return this person's saved spaces that cannot be read."""
    return [
        Foreign(
            space,
            kind="space",
            about="a saved space",
            key=f"space-{space.name}",
            delete=partial(api.delete_space, space.name, owner()),
        )
        for space in api.unreadable_spaces(owner())
    ]


def foreign(found: Sequence[Foreign]) -> None:
    """List what another version made, a row for each; show nothing without any."""
    if not found:
        return
    st.header("Made by another version", anchor=False)
    st.caption(
        "Another version of Paretoscope made these, or they are damaged: they cannot be read here. "
        "Open them with that version, or delete them."
    )
    for each in found:
        _row(each)


def _row(each: Foreign) -> None:
    status, name, when, more = st.columns(_WIDTHS, vertical_alignment="center")
    with status:
        st.badge("Unreadable", color="gray", icon=":material/help:")
    with name, st.container(gap=None):
        st.markdown(f"**{plain(each.kept.name)}**", help=plain(each.kept.why))
        st.caption(plain(each.about))
    when.markdown(ago(each.kept.created or None))
    if more.button("Delete", key=f"delete-{each.key}", disabled=each.busy):
        delete(each.kind, f"**{plain(each.kept.name)}** goes for good.", each.delete)
