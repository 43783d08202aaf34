"""Owns the upload of data: images, pictures with boxes, or a table."""

from __future__ import annotations

import streamlit as st

from core import api
from core.specs import Space
from pages.components.upload_box import name_box, upload_box
from pages.parts.launch.upload_report import just_added, report, take_in
from pages.parts.launch.upload_size import upload_size

_IMAGES, _SCENES, _TABLE = "upload_file", "scenes_file", "table_file"
_USUAL = 0
_SIDES = (64, 96, 128, 160, 192, 224, 256, 320, 384, 448, 512)
_PUBLISHED = "A published table"


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
    file = upload_box("File", ["zip", "npz"], _IMAGES)
    name = name_box("Name of the data", "upload_name", "my-leaves")
    side, fit = upload_size(file)
    if st.button("Add this data", disabled=file is None or not name) and file is not None:
        take_in(
            *("images", file, _IMAGES),
            lambda: api.add_dataset(file, file.name, name, side=side, fit=fit),
        )


def upload_scenes() -> None:
    """Ask for a ``.zip``, a name and a size."""
    st.caption(
        "Pictures of any size with a box drawn around every object, for networks that find objects "
        "(detectors). One .zip in the format of COCO (pictures and annotations.json), YOLO "
        "(images/, labels/ and data.yaml or classes.txt) or Pascal VOC (JPEGImages/ and "
        "Annotations/), as annotation tools export it."
    )
    file = upload_box("Pictures and annotations", ["zip"], _SCENES)
    left, right = st.columns(2)
    with left:
        name = name_box("Name of the pictures", "scenes_name", "my-fruits")
    side = right.selectbox(
        "Pixels a side",
        [_USUAL, *_SIDES],
        format_func=lambda pixels: str(pixels or "as they are, at most 128"),
        key="scenes_side",
        help="Every picture becomes a square: its shape is kept, the rest is grey. Larger shows "
        "smaller objects and takes longer to train: 256 takes about four times as long as 128.",
    )
    if st.button("Add these pictures", disabled=file is None or not name) and file is not None:
        take_in(
            *("pictures", file, _SCENES),
            lambda: api.add_scenes(file, file.name, name, side or None),
        )


def upload_table(spaces: dict[str, Space]) -> None:
    """Ask for a file, a name and a space."""
    st.caption(
        "Networks that were trained already, so that whole searches run in seconds. Published "
        "tables (NAS-Bench-201, NAS-Bench-Macro) are known by their columns. One of your own has "
        "a column for each choice of a search space, and figures such as val_accuracy@8 (from 0 "
        "to 1, after 8 epochs) or parameters; so has the table.csv.gz of an exported run."
    )
    most = api.MOST_TABLE_BYTES // 2**20
    file = upload_box("Table", ["csv", "gz", "json"], _TABLE, most_megabytes=most)
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
            *("table", file, _TABLE),
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
