"""Owns the upload of a person's own data, and the report of what was taken in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core import api
from core.specs import Space
from pages.components.name_box import name_box
from pages.components.own_scenes import own_scenes
from pages.components.own_table import own_table
from pages.components.shell import shown_errors
from pages.components.text import plain

if TYPE_CHECKING:
    from core.datasets import DatasetInfo, ImportReport

_SHOWN = 20


def own_data(spaces: dict[str, Space]) -> str | None:
    """A file of images or a table, a name, a button, and what came of it.

    Returns the name of the data that this very run of the page took in.
    """
    with st.expander("Use your own images, or a table", icon=":material/add_photo_alternate:"):
        images, scenes, table = st.tabs(
            ["Images", "Pictures with boxes", "Table of finished answers"]
        )
        with images:
            done = _own_images()
        with scenes:
            done = own_scenes() or done
        with table:
            done = own_table(spaces) or done
        if done is not None:
            st.session_state["own_report"] = done
        report()
    return done.info.name if done else None


def _own_images() -> ImportReport | None:
    """An ``.npz`` or ``.zip``, a name and a button; returns what was taken in just now."""
    st.caption(
        "All pictures of one size. A .zip with one folder per class, or an .npz with the "
        "arrays x (images) and y (labels), or x_train, y_train, x_test, y_test."
    )
    file = st.file_uploader("File", type=["zip", "npz"], key="own_file")
    name = name_box("Name of the data", "own_name", "my-leaves")
    if not st.button("Add this data", disabled=file is None or not name) or file is None:
        return None
    # A refusal must not stand above the success of an earlier file.
    st.session_state.pop("own_report", None)
    done: ImportReport | None = None
    with shown_errors(), st.spinner("Reading the images…"):
        done = api.add_dataset(file, file.name, name)
    return done


def report() -> None:
    """What the last upload brought, and what of it was left out and why."""
    done: ImportReport | None = st.session_state.get("own_report")
    if done is None:
        return
    st.success(f"**{plain(done.info.name)}**: {_amount(done.info)}. It is chosen as the data now.")
    if done.left_out:
        st.warning(_left_out(done))
        st.code("\n".join(done.left_out[:_SHOWN]), language=None, wrap_lines=True)


def _left_out(done: ImportReport) -> str:
    if done.info.task == "detection":
        return "Some of it was left out: what, how often, and the first few by name."
    what = "files" if done.info.table is None else "columns"
    return f"{len(done.left_out):,} {what} were left out:"


def _amount(info: DatasetInfo) -> str:
    if info.table is not None:
        return f"{info.table.rows:,} finished answers"
    if info.task == "detection":
        kinds = len(info.class_names)
        return f"{info.images:,} pictures, objects of {kinds} class{'es' if kinds > 1 else ''}"
    return f"{info.images:,} images in {len(info.class_names)} classes"
