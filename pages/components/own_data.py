"""Owns the upload of a person's own images, and the report of what was taken in."""

from __future__ import annotations

import streamlit as st

from core import api
from pages.components.shell import shown_errors
from pages.components.text import plain

_SHOWN = 20


def own_data() -> str | None:
    """An ``.npz`` or ``.zip``, a name, a button, and what came of it.

    Returns the name of the data that this very run of the page took in.
    """
    added: str | None = None
    with st.expander("Use your own images", icon=":material/add_photo_alternate:"):
        st.caption(
            "All pictures of one size. A .zip with one folder per class, or an .npz with the "
            "arrays x (images) and y (labels), or x_train, y_train, x_test, y_test."
        )
        file = st.file_uploader("File", type=["zip", "npz"], key="own_file")
        name = st.text_input(
            "Name of the data",
            key="own_name",
            max_chars=40,
            placeholder="my-leaves",
            help="Small letters, digits, - and _.",
        )
        if st.button("Add this data", disabled=file is None or not name) and file is not None:
            # A refusal must not stand above the success of an earlier file.
            st.session_state.pop("own_report", None)
            with shown_errors(), st.spinner("Reading the images…"):
                done = api.add_dataset(file, file.name, name.strip())
                st.session_state["own_report"] = done
                added = done.info.name
        report()
    return added


def report() -> None:
    """What the last upload brought, and what of it was left out and why."""
    done = st.session_state.get("own_report")
    if done is None:
        return
    info = done.info
    st.success(
        f"**{plain(info.name)}**: {info.train_images + info.test_images:,} images in "
        f"{len(info.class_names)} classes. It is chosen as the data now."
    )
    if done.left_out:
        st.warning(f"{len(done.left_out):,} files were left out:")
        st.code("\n".join(done.left_out[:_SHOWN]), language=None)
