"""Owns the picture of a network on a page: in full when it is small, as an overview when large."""

from __future__ import annotations

import base64

import streamlit as st

from core.models.sketch.base import Sketch
from pages.components.charts import theme_mode
from pages.components.network import drawn_layers, network_svg
from pages.components.network_overview import overview_svg
from pages.components.palette import PALETTE

# With more, words no longer fit under each slab: over a whole page, in half of one.
MOST_SLABS, MOST_SLABS_IN_HALF = 14, 6
HALF = 480.0
LEAST_WIDTH, LEAST_WIDTH_IN_HALF = 640.0, 340.0


def draw_network(sketch: Sketch, *, half: bool = False) -> None:
    """Show the drawing on the page, or in ``half`` of it."""
    colours = PALETTE[theme_mode()]
    layers = len(drawn_layers(sketch))
    shades = (colours["text"], colours["muted"])
    if layers <= (MOST_SLABS_IN_HALF if half else MOST_SLABS):
        svg = network_svg(sketch, *shades)
    else:
        svg = overview_svg(sketch, *shades, *([HALF] if half else []))
    # As a picture: the page's own sanitiser would drop inline SVG.
    source = base64.b64encode(svg.encode()).decode()
    words = f"The network's {layers} main layers, from the image to the answer"
    least = LEAST_WIDTH_IN_HALF if half else LEAST_WIDTH
    # Narrower, its words could not be read: it is rather moved to and fro.
    st.html(
        f'<div style="overflow-x:auto"><img src="data:image/svg+xml;base64,{source}" alt="{words}" '
        f'style="max-width:max(100%,{least:g}px);max-height:330px"></div>'
    )
