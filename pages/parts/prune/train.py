"""Owns the small form that trains one network, to be a parent once it is finished."""

from __future__ import annotations

import streamlit as st

from core import api
from pages.components.owner import owner
from pages.components.text import count, roughly
from pages.parts.prune.data import pictures_box

# Of the published width; detectors are for larger pictures, and learn more slowly.
_WIDTHS = (1.0, 0.5, 0.25)


def train_now() -> None:
    """Ask for family, data and epochs; a button launches the run and opens its front."""
    first, second, third, fourth = st.columns([2, 2, 1, 1])
    families = {family.name: family for family in api.small_families()}
    names = {family.name: name_of(family) for family in families.values()}
    family = first.selectbox(
        "Network", list(names), format_func=names.__getitem__, key="prune_family"
    )
    task = families[family].task
    with second:
        data = pictures_box(f"prune_data.{task}", task)
    width = third.selectbox(
        "Width",
        _WIDTHS,
        len(_WIDTHS) - 1 if task == "detection" else 0,
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


def name_of(family: api.SmallFamily) -> str:
    """Return the title of a family."""
    return f"{family.title}, finds objects" if family.task == "detection" else family.title
