"""Owns the box of the images that a parent knows or is trained on."""

from __future__ import annotations

import streamlit as st

from core import api
from core.datasets import DatasetInfo


def images_box(key: str) -> DatasetInfo:
    """One of the data sets of images."""
    known = {info.name: info for info in api.datasets() if info.of_images}
    name = st.selectbox("Data", list(known), format_func=lambda name: known[name].title, key=key)
    return known[name]
