"""Owns the upload of a person's own pictures with boxes around objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core import api
from pages.components.name_box import name_box
from pages.components.own_report import taken_in

if TYPE_CHECKING:
    from core.datasets import ImportReport

_USUAL = 0
_SIDES = (64, 96, 128, 160, 192, 224, 256, 320, 384, 448, 512)


def own_scenes() -> ImportReport | None:
    """A ``.zip``, a name, a size and a button; returns what was taken in just now."""
    st.caption(
        "Pictures of any size with a box drawn around every object, for networks that find objects "
        "(detectors). One .zip in the format of COCO (pictures and annotations.json), YOLO "
        "(images/, labels/ and data.yaml or classes.txt) or Pascal VOC (JPEGImages/ and "
        "Annotations/), as annotation tools export it."
    )
    file = st.file_uploader("Pictures and annotations", type=["zip"], key="scenes_file")
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
    if not st.button("Add these pictures", disabled=file is None or not name) or file is None:
        return None
    return taken_in("pictures", lambda: api.add_scenes(file, file.name, name, side or None))
