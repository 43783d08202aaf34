"""Owns the upload of data: images, pictures with boxes, or a table."""

from __future__ import annotations

import streamlit as st

from core import api
from core.specs import Space
from pages.components.name_box import name_box
from pages.components.upload_box import upload_box
from pages.parts.launch.upload_report import just_added, report, take_in
from pages.parts.launch.upload_scenes import upload_scenes
from pages.parts.launch.upload_size import upload_size
from pages.parts.launch.upload_table import upload_table

_FILE = "upload_file"


def upload_data(spaces: dict[str, Space]) -> str | None:
    """Ask for a file of images or a table, with a name, and show the result.

    Returns the name of the data that were taken in right before this run of the page.
    """
    with st.expander("Use your own images, or a table", icon=":material/add_photo_alternate:"):
        images, scenes, table = st.tabs(
            ["Images", "Pictures with boxes", "Table of finished answers"]
        )
        with images:
            _upload_images()
        with scenes:
            upload_scenes()
        with table:
            upload_table(spaces)
        report()
    return just_added()


def _upload_images() -> None:
    """Ask for an ``.npz`` or ``.zip`` and a name."""
    st.caption(
        "A .zip with one folder per class (inside train and test, if you have split them), or an "
        ".npz with the arrays x (images) and y (labels), or x_train, y_train, x_test, y_test. All "
        "pictures of one size, or a .zip of pictures of any size, which are brought to one that "
        "you choose."
    )
    file = upload_box("File", ["zip", "npz"], _FILE)
    name = name_box("Name of the data", "upload_name", "my-leaves")
    side, fit = upload_size(file)
    if st.button("Add this data", disabled=file is None or not name) and file is not None:
        take_in(
            *("images", file, _FILE),
            lambda: api.add_dataset(file, file.name, name, side=side, fit=fit),
        )
