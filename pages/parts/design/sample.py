"""Owns the drawing of one network sampled from a space."""

from __future__ import annotations

import streamlit as st

from core import api
from core.specs import Space
from pages.components.choice_lines import choice_lines
from pages.components.network_picture import draw_network
from pages.components.text import bounded, count


def sample_view(space: Space, dataset: str) -> None:
    """Draw an architecture of ``space`` with its size on the images of ``dataset``."""
    with st.container(key="sample-figures"):
        parameters, macs, again = st.columns([1, 1, 1], vertical_alignment="center")
    seed = int(st.session_state.get("design_seed", 0))
    if again.button("Another", icon=":material/casino:", width="stretch"):
        seed += 1
        st.session_state["design_seed"] = seed
    choices = api.sample(space, seed)
    sketch = api.sketch(space, choices, dataset)
    parameters.metric("Parameters", count(sketch.parameters))
    macs.metric("MACs", bounded(count(sketch.macs), exact=sketch.exact))
    draw_network(sketch, half=True)
    with st.expander("Its choices"):
        st.markdown(choice_lines(choices))
