"""Owns the ways to get a parent: of a run, trained now, from a file, with published weights."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core import api
from core.datasets import DatasetInfo
from core.metrics import Task
from core.models.families.published import PUBLISHED
from core.parents.readings import offered
from pages.components.owner import owner
from pages.components.shell import shown_errors
from pages.components.text import count, roughly
from pages.components.upload_box import let_go, name_box, upload_box
from pages.parts.prune.of_run import of_a_run, run_asked, runs_with_networks
from pages.parts.prune.pick import turn_to
from pages.parts.prune.reading import reading_text

_WAY, _FILE = "prune_way", "prune_file"
# Of the published width; detectors are for larger pictures, and learn more slowly.
_WIDTHS = (1.0, 0.5, 0.25)


def sources() -> None:
    """Show all ways to add a parent; open without a parent, or with a trial in the URL."""
    there = bool(api.parents() or api.waiting_parents())
    asked = run_asked() is not None
    title = "Take another network" if there else "Take a trained network"
    with st.expander(title, icon=":material/add:", expanded=asked or not there):
        ways: dict[str, Callable[[], None]] = {
            "From a run": of_a_run,
            "Train one now": train_now,
            "Your own file": _of_a_file,
            "ImageNet weights": _of_imagenet,
        }
        first = "From a run" if runs_with_networks() else "Train one now"
        st.session_state.setdefault(_WAY, first)
        way = st.segmented_control(
            "Where it comes from", list(ways), required=True, key=_WAY, wrap=True
        )
        with shown_errors():
            ways[way or first]()


def _of_a_file() -> None:
    st.caption(
        "A .keras file of plain layers (no code of its own) whose last layer has the classes of "
        "the data. Of detectors, an EfficientDet that was trained here."
    )
    file = upload_box("Network", ["keras"], _FILE)
    left, middle, right = st.columns(3)
    with left:
        name = name_box("Name of the network", "prune_file_name", "my-network", most=60)
    with middle:
        dataset = pictures_box("prune_file_data", "classification", "detection")
    pixels = right.selectbox(
        "Pixels that it takes",
        ["", *(one.name for one in offered(dataset.image_shape[2]))],
        format_func=lambda name: reading_text(name) if name else "Find out",
        key="prune_file_pixels",
        help="Pictures are kept here as numbers from 0 to 1. What else the network wants is found "
        "out by its answers, and you are asked; state it if you know it.",
    )
    ready = file is not None and bool(name)
    if st.button("Use it as a parent", type="primary", disabled=not ready) and file is not None:
        added = api.import_file(file, file.name, name, dataset.name, pixels=pixels, owner=owner())
        let_go(file, _FILE)
        turn_to(added)


def _of_imagenet() -> None:
    st.caption(
        "A published network with weights that were trained on ImageNet. It gets a new last layer, "
        "and all of it is trained on for your data. Needs the network the first time."
    )
    left, middle, right = st.columns(3)
    network = left.selectbox("Published network", list(PUBLISHED), key="prune_published")
    with middle:
        dataset = pictures_box("prune_published_data", "classification")
    epochs = right.number_input("Epochs of training", 1, 100, 3, key="prune_published_epochs")
    if st.button("Use it as a parent", type="primary"):
        turn_to(api.import_imagenet(network, dataset.name, epochs, owner=owner()))


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


def pictures_box(key: str, *tasks: Task) -> DatasetInfo:
    """Ask for a data set of pictures for one of the ``tasks``."""
    known = {
        info.name: info for info in api.datasets() if info.table is None and info.task in tasks
    }
    name = st.selectbox("Data", list(known), format_func=lambda name: known[name].title, key=key)
    return known[name]
