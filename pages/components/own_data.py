"""Owns the upload of a person's own data: images, pictures with boxes, or a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core import api
from core.specs import Space
from pages.components.name_box import name_box
from pages.components.own_report import report, taken_in
from pages.components.own_scenes import own_scenes
from pages.components.own_size import own_size
from pages.components.own_table import own_table

if TYPE_CHECKING:
    from core.datasets import ImportReport


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
        report()
    return done.info.name if done else None


def _own_images() -> ImportReport | None:
    """An ``.npz`` or ``.zip``, a name and a button; returns what was taken in just now."""
    st.caption(
        "A .zip with one folder per class (inside train and test, if you have split them), or an "
        ".npz with the arrays x (images) and y (labels), or x_train, y_train, x_test, y_test. All "
        "pictures of one size, or a .zip of pictures of any size, which are brought to one that "
        "you choose."
    )
    file = st.file_uploader("File", type=["zip", "npz"], key="own_file")
    name = name_box("Name of the data", "own_name", "my-leaves")
    side, fit = own_size(file)
    if not st.button("Add this data", disabled=file is None or not name) or file is None:
        return None
    return taken_in("images", lambda: api.add_dataset(file, file.name, name, side=side, fit=fit))
