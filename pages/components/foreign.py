"""Owns the list of things that this version cannot read, each with a delete button."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from core import api
from core.specs import Unreadable
from pages.components.asking import delete
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
    about = "an uploaded data set or table"
    return _named("data", api.unreadable_datasets(), "data set", about, api.remove_dataset)


def foreign_parents() -> list[Foreign]:
    """Return the trained networks that cannot be read."""
    kind, about = "trained network", "a trained network"
    return _named("parent", api.unreadable_parents(), kind, about, api.remove_parent)


def foreign_spaces() -> list[Foreign]:
    """Return this person's saved spaces that cannot be read."""
    person = owner()
    remove = partial(api.delete_space, owner=person)
    return _named("space", api.unreadable_spaces(person), "space", "a saved space", remove)


def _named(
    key: str, found: Iterable[Unreadable], kind: str, about: str, remove: Callable[[str], None]
) -> list[Foreign]:
    """Return what is known by its name alone, which ``remove`` takes."""
    return [
        Foreign(one, kind, about, key=f"{key}-{one.name}", delete=partial(remove, one.name))
        for one in found
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
