"""Owns the picture of a network on a page: in full when it is small; when it is large an overview,
thin slabs with words only where the image shrinks."""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from html import escape
from itertools import groupby

import streamlit as st

from core.models.sketch.base import Sketch, SketchLayer
from pages.components.charts import theme_mode
from pages.components.network import COLOURS, drawn_layers, network_svg, side
from pages.components.palette import PALETTE
from pages.components.text import count

# With more, words no longer fit under each slab: over a whole page, in half of one.
MOST_SLABS, MOST_SLABS_IN_HALF = 14, 6
HALF = 480.0
LEAST_WIDTH, LEAST_WIDTH_IN_HALF = 640.0, 340.0
_TALL, _GAP, _LEAST = 150.0, 14.0, 6.0
# Of the whole width; and the room that the words of a group take, in pixels.
_GAPS_AT_MOST, _WORDS = 0.3, 66.0


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


def overview_svg(sketch: Sketch, text: str, muted: str, width: float = 1000.0) -> str:
    """Return the drawing as SVG: every layer as tall as its image.

    ``text`` and ``muted`` are colours.

    Layers on images of one size stand together, over that size and how many they are. Where sizes
    change from layer to layer, as in the neck of a detector, words are left out for want of room.
    """
    layers = [layer for layer in drawn_layers(sketch) if len(layer.output_shape) == 3]
    groups = [list(group) for _, group in groupby(layers, key=side)]
    gap = min(_GAP, _GAPS_AT_MOST * width / len(groups))
    slab = (width - gap * len(groups)) / len(layers)
    tallest = max(side(layer) for layer in layers)
    parts: list[str] = []
    x = 0.0
    # Where a size comes once only, the image shrinks step by step, and there is room.
    free, room = -_WORDS, _WORDS if len(groups) > len({side(layer) for layer in layers}) else 0.0
    for group in groups:
        parts += [_slab(layer, x + i * slab, slab, tallest, muted) for i, layer in enumerate(group)]
        middle = x + slab * len(group) / 2
        if middle >= free:
            parts.append(_words(group, middle, text, muted))
            free = middle + room
        x += slab * len(group) + gap
    font = 'font-family="system-ui, sans-serif"'
    box = f'viewBox="-40 0 {width + 80:.0f} 232" width="{width + 80:.0f}" height="232"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box} {font}>{"".join(parts)}</svg>'


def _slab(layer: SketchLayer, x: float, width: float, tallest: float, muted: str) -> str:
    height = _LEAST + (_TALL - _LEAST) * math.sqrt(side(layer) / tallest)
    title = escape(f"{layer.kind} {layer.detail}: {count(layer.parameters, 'parameters')}")
    fill = COLOURS.get(layer.kind, muted)
    return (
        f'<rect x="{x:.1f}" y="{_TALL - height + 8:.1f}" width="{max(width - 1, 0.8):.1f}" '
        f'height="{height:.1f}" fill="{fill}"><title>{title}</title></rect>'
    )


def _words(group: Sequence[SketchLayer], middle: float, text: str, muted: str) -> str:
    height, width, channels = group[-1].output_shape
    lines = (
        (f"{height}×{width}", 17, text, 600),
        (f"{channels} ch.", 15, text, 400),
        (f"{len(group)} layer{'s' if len(group) > 1 else ''}", 14, muted, 400),
    )
    return "".join(
        f'<text x="{middle:.1f}" y="{182 + 21 * row}" text-anchor="middle" font-size="{size}" '
        f'font-weight="{weight}" fill="{colour}">{line}</text>'
        for row, (line, size, colour, weight) in enumerate(lines)
    )
