"""Owns the upload of pictures with boxes around objects."""

from __future__ import annotations

import streamlit as st

from core import api
from pages.components.name_box import name_box
from pages.components.upload_box import upload_box
from pages.parts.launch.upload_report import take_in

_FILE = "scenes_file"
_USUAL = 0
_SIDES = (64, 96, 128, 160, 192, 224, 256, 320, 384, 448, 512)


def upload_scenes() -> None:
    """Ask for a ``.zip``, a name and a size."""
    st.caption(
        "Pictures of any size with a box drawn around every object, for networks that find objects "
        "(detectors). One .zip in the format of COCO (pictures and annotations.json), YOLO "
        "(images/, labels/ and data.yaml or classes.txt) or Pascal VOC (JPEGImages/ and "
        "Annotations/), as annotation tools export it."
    )
    file = upload_box("Pictures and annotations", ["zip"], _FILE)
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
            *("pictures", file, _FILE),
            lambda: api.add_scenes(file, file.name, name, side or None),
        )
