"""Owns the upload of a table of finished answers."""

from __future__ import annotations

import streamlit as st

from core import api
from core.specs import Space
from pages.components.name_box import name_box
from pages.components.upload_box import upload_box
from pages.parts.launch.upload_report import take_in

_FILE = "table_file"
_PUBLISHED = "A published table"


def upload_table(spaces: dict[str, Space]) -> None:
    """Ask for a file, a name and a space."""
    st.caption(
        "Networks that were trained already, so that whole searches run in seconds. Published "
        "tables (NAS-Bench-201, NAS-Bench-Macro) are known by their columns. One of your own has "
        "a column for each choice of a search space, and figures such as val_accuracy@8 (from 0 "
        "to 1, after 8 epochs) or parameters; so has the table.csv.gz of an exported run."
    )
    most = api.MOST_TABLE_BYTES // 2**20
    file = upload_box("Table", ["csv", "gz", "json"], _FILE, most_megabytes=most)
    name = name_box(
        "Name of the table",
        "table_name",
        "nasbench201",
        more="Where a file holds several published tables, the name says which: nasbench201, "
        "nasbench201_cifar100, nasbench201_imagenet16.",
    )
    space, images = _about(spaces)
    if st.button("Add this table", disabled=file is None or not name) and file is not None:
        take_in(
            *("table", file, _FILE),
            lambda: api.add_table(file, name, space, images, file.name),
        )


def _about(spaces: dict[str, Space]) -> tuple[Space | None, str]:
    """Ask for the space and images of a person's table; neither if published."""
    left, right = st.columns(2)
    # A table answers with accuracies: of detectors it has nothing to say.
    answered = [name for name, space in spaces.items() if api.task(space) == "classification"]
    picked = left.selectbox("Networks of", [_PUBLISHED, *answered], key="table_space")
    known = {info.name: info.title for info in api.datasets() if info.of_images}
    images = right.selectbox(
        "Trained on",
        list(known),
        format_func=known.__getitem__,
        key="table_images",
        disabled=picked == _PUBLISHED,
    )
    return (None, "") if picked == _PUBLISHED else (spaces[picked], images)
