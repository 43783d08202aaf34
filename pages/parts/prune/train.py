"""Owns the small form that trains one network, to be a parent once it is finished."""

from __future__ import annotations

import streamlit as st

from core import api
from core.metrics import Task
from pages.components.owner import owner
from pages.components.text import count, roughly
from pages.parts.prune.data import pictures_box

NETWORKS = {
    "convnet": "Small convolutional network",
    "mobilenet": "MobileNet",
    "mobilenet_v2": "MobileNetV2",
    "mobilenet_v3_small": "MobileNetV3-Small",
}
DETECTORS = {
    "efficientdet": "EfficientDet, finds objects",
    "tiny_yolo": "Tiny YOLO, finds objects",
}
# Of the published width; detectors are for larger pictures, and learn more slowly.
_WIDTHS = (1.0, 0.5, 0.25)


def train_now() -> None:
    """Ask for family, data and epochs; a button launches the run and opens its front."""
    first, second, third, fourth = st.columns([2, 2, 1, 1])
    names = NETWORKS | DETECTORS
    family = first.selectbox(
        "Network", list(names), format_func=names.__getitem__, key="prune_family"
    )
    task: Task = "detection" if family in DETECTORS else "classification"
    with second:
        data = pictures_box(f"prune_data.{task}", task)
    width = third.selectbox(
        "Width",
        _WIDTHS,
        0 if family in NETWORKS else len(_WIDTHS) - 1,
        format_func=lambda one: f"× {one:g}",
        key=f"prune_width.{task}",
    )
    epochs = fourth.number_input("Epochs", 1, 1000, 12, key="prune_train_epochs")
    spec = api.single_network(family, data.name, width=width, epochs=epochs, name=names[family])
    sketch = api.sketch(spec.space, api.sample(spec.space, 0), data.name)
    st.caption(
        f"{count(sketch.parameters)} parameters, {count(sketch.macs)} MACs; takes about "
        f"{roughly(api.estimate(spec).seconds)}. When it is finished, it is offered under “From a "
        "run”."
    )
    if st.button("Train it", type="primary", icon=":material/rocket_launch:"):
        st.switch_page("front.py", query_params={"run": api.launch(spec, owner())})
