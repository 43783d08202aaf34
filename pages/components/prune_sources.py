"""Owns the ways to get a parent: of a run, trained now, from a file, with published weights."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core import api
from core.models.published import PUBLISHED
from pages.components.name_box import name_box
from pages.components.prune_data import pictures_box
from pages.components.prune_of_run import of_a_run, run_asked, runs_with_networks
from pages.components.prune_pick import turn_to
from pages.components.prune_train import train_now
from pages.components.shell import shown_errors

_WAY = "prune_way"


def sources() -> None:
    """The box with all the ways; open where there is no parent yet, or the URL names a trial."""
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
        way = st.segmented_control("Where it comes from", list(ways), required=True, key=_WAY)
        with shown_errors():
            ways[way or first]()


def _of_a_file() -> None:
    st.caption(
        "A .keras file of plain layers (no code of its own) that takes pixels from 0 to 1 and "
        "whose last layer tells the classes of the data apart. Of detectors, an EfficientDet that "
        "was trained here."
    )
    file = st.file_uploader("Network", type=["keras"], key="prune_file")
    left, right = st.columns(2)
    with left:
        name = name_box("Name of the network", "prune_file_name", "my-network", most=60)
    with right:
        dataset = pictures_box("prune_file_data", "classification", "detection")
    ready = file is not None and bool(name)
    if st.button("Use it as a parent", type="primary", disabled=not ready) and file is not None:
        turn_to(api.adopt_file(file, file.name, name, dataset.name))


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
        turn_to(api.adopt_imagenet(network, dataset.name, epochs))
