"""Owns the small form that trains one network, to be a parent once it is finished."""

from __future__ import annotations

import streamlit as st

from core import api
from core.datasets import DatasetInfo
from core.metrics import Task
from core.specs import Budget, Chosen, Objective, RunSpec, Space
from pages.components.owner import owner
from pages.components.prune_data import pictures_box
from pages.components.text import count, roughly

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
_STRIDES = (32, 16, 8, 4, 2)
# The last map of a network keeps at least so many pixels a side.
_LEAST_MAP = 3
# From this side on a detector's last map may be as coarse as it is published.
_LARGE_SIDE = 256


def train_now() -> None:
    """Family, data, epochs; a button that launches the run and goes to its front."""
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
    spec = api.check(one_network(family, data, width, epochs))
    sketch = api.sketch(spec.space, api.sample(spec.space, 0), data.name)
    st.caption(
        f"{count(sketch.parameters)} parameters, {count(sketch.macs)} MACs; takes about "
        f"{roughly(api.estimate(spec).seconds)}. When it is finished, it is offered under “From a "
        "run”."
    )
    if st.button("Train it", type="primary", icon=":material/rocket_launch:"):
        st.switch_page("front.py", query_params={"run": api.launch(spec, owner())})


def one_network(family: str, info: DatasetInfo, width: float, epochs: int) -> RunSpec:
    """A run that trains one network of ``family`` for the pictures of ``info``, and no other."""
    finds = family in DETECTORS
    goals = ("val_map50" if finds else "val_accuracy", "parameters")
    return RunSpec(
        name=(NETWORKS | DETECTORS)[family],
        dataset=info.name,
        space=Space.model_validate(
            {"name": family, "family": family, **_settings(family, info, width)}
        ),
        strategy=Chosen(name="random"),
        estimator=Chosen(name="detection" if finds else "training", params={"epochs": epochs}),
        objectives=tuple(Objective.model_validate(goal) for goal in goals),
        budget=Budget(trials=1),
    )


def _settings(family: str, info: DatasetInfo, width: float) -> dict[str, dict[str, object]]:
    """Choices of one value each, and options."""
    if family == "convnet":
        widths = {f"width_{at}": [round(n * width)] for at, n in enumerate((32, 64, 128), 1)}
        return {"choices": {"blocks": [3], **widths}}
    if family == "tiny_yolo":
        return {"choices": {"width_multiplier": [width]}, "options": {"version": 4}}
    side = min(info.image_shape[:2])
    if family == "efficientdet":
        return _efficientdet(side, width)
    stride = next((one for one in _STRIDES if side >= _LEAST_MAP * one), 1)
    choices: dict[str, object] = {"width_multiplier": [width], "output_stride": [stride]}
    return {"choices": choices, "options": {"pixels": "unit"}}


def _efficientdet(side: int, width: float) -> dict[str, dict[str, object]]:
    """One for pictures far smaller than the published 512 pixels: three levels, half the depth."""
    choices: dict[str, object] = {
        "width_multiplier": [width],
        "depth_multiplier": [0.5],
        "bifpn_width": [round(64 * width)],
        "bifpn_repeats": [2],
        "head_depth": [2],
        "output_stride": [16 if side < _LARGE_SIDE else 32],
    }
    return {"choices": choices, "options": {"levels": 3, "anchors": 3, "pixels": "unit"}}
