"""Owns the small form that trains one network, to be a parent once it is finished."""

from __future__ import annotations

import streamlit as st

from core import api
from core.datasets import DatasetInfo
from core.specs import Budget, Chosen, RunSpec, Space
from pages.components.owner import owner
from pages.components.prune_data import images_box
from pages.components.text import count, duration

NETWORKS = {
    "convnet": "Small convolutional network",
    "mobilenet": "MobileNet",
    "mobilenet_v2": "MobileNetV2",
    "mobilenet_v3_small": "MobileNetV3-Small",
}
_STRIDES = (32, 16, 8, 4, 2)
# The last map of a network keeps at least so many pixels a side.
_LEAST_MAP = 3


def train_now() -> None:
    """Family, data, epochs; a button that launches the run and goes to its front."""
    first, second, third, fourth = st.columns([2, 2, 1, 1])
    family = first.selectbox(
        "Network", list(NETWORKS), format_func=NETWORKS.__getitem__, key="prune_family"
    )
    with second:
        data = images_box("prune_data")
    width = third.selectbox(
        "Width", (1.0, 0.5, 0.25), format_func=lambda one: f"× {one:g}", key="prune_width"
    )
    epochs = fourth.number_input("Epochs", 1, 1000, 12, key="prune_train_epochs")
    spec = api.check(one_network(family, data, width, epochs))
    sketch = api.sketch(spec.space, api.sample(spec.space, 0), data.name)
    st.caption(
        f"{count(sketch.parameters)} parameters, {count(sketch.macs)} MACs; takes about "
        f"{duration(api.estimate(spec).seconds)}. When it is finished, it is offered under “From a "
        "run”."
    )
    if st.button("Train it", type="primary", icon=":material/rocket_launch:"):
        st.switch_page("front.py", query_params={"run": api.launch(spec, owner())})


def one_network(family: str, info: DatasetInfo, width: float, epochs: int) -> RunSpec:
    """A run that trains one network of ``family`` for the images of ``info``, and no other."""
    return RunSpec(
        name=NETWORKS[family],
        dataset=info.name,
        space=Space.model_validate(
            {"name": family, "family": family, **_settings(family, info, width)}
        ),
        strategy=Chosen(name="random"),
        estimator=Chosen(name="training", params={"epochs": epochs}),
        budget=Budget(trials=1),
    )


def _settings(family: str, info: DatasetInfo, width: float) -> dict[str, dict[str, object]]:
    """Choices of one value each, and options."""
    if family == "convnet":
        widths = {f"width_{at}": [round(n * width)] for at, n in enumerate((32, 64, 128), 1)}
        return {"choices": {"blocks": [3], **widths}}
    side = min(info.image_shape[:2])
    stride = next((one for one in _STRIDES if side >= _LEAST_MAP * one), 1)
    choices: dict[str, object] = {"width_multiplier": [width], "output_stride": [stride]}
    return {"choices": choices, "options": {"pixels": "unit"}}
