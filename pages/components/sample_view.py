"""Owns the drawing of one network sampled from a space."""

from __future__ import annotations

import streamlit as st

from core import api
from core.specs import Space
from pages.components.choice_lines import choice_lines
from pages.components.network import draw_network
from pages.components.text import count


def sample_view(space: Space) -> None:
    """One architecture of ``space``, with its size on the chosen data; a button draws another."""
    titles = {info.name: info.title for info in api.datasets()}
    head, data, again = st.columns([2, 1.3, 1], vertical_alignment="bottom")
    head.subheader("One network of this space", anchor=False)
    name = data.selectbox(
        "For images of",
        list(titles),
        format_func=lambda key: titles[key],
        key="design_data",
    )
    seed = int(st.session_state.get("design_seed", 0))
    if again.button("Another one", icon=":material/casino:", width="stretch"):
        seed += 1
        st.session_state["design_seed"] = seed
    choices = api.sample(space, seed)
    sketch = api.sketch(space, choices, name)
    draw_network(sketch)
    words, parameters, macs = st.columns([2, 1, 1])
    words.markdown(choice_lines(choices))
    parameters.metric("Parameters", count(sketch.parameters))
    macs.metric("MACs", count(sketch.macs))
