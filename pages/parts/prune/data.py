"""Owns the choice of the pictures that a parent is trained on."""

from __future__ import annotations

import streamlit as st

from core import api
from core.datasets import DatasetInfo
from core.metrics import Task


def pictures_box(key: str, *tasks: Task) -> DatasetInfo:
    """Ask for a data set of pictures for one of the ``tasks``."""
    known = {
        info.name: info for info in api.datasets() if info.table is None and info.task in tasks
    }
    name = st.selectbox("Data", list(known), format_func=lambda name: known[name].title, key=key)
    return known[name]
