"""Owns the pictures that a detector looked at, with what is in them and what it found."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import streamlit as st

from core.details import Found
from pages.components.charts import theme_mode
from pages.components.detail_view import png_address
from pages.components.palette import PALETTE, Mode

WIDE = 220.0
# Room for the words above and below a box that touches the rim.
_RIM = 18.0
FIRST_CONFIDENCE = 0.3


@dataclass(frozen=True)
class Mark:
    """A box to be drawn, ``(x1, y1, x2, y2)`` in pixels of the picture, and its words."""

    box: tuple[float, float, float, float]
    words: str


@st.fragment
def boxes_view(found: Found, class_names: Sequence[str]) -> None:
    """The pictures; a slider hides the boxes that the network is less sure of."""
    st.subheader("What is there, and what it finds", anchor=False)
    shade = theme_mode()
    least = st.slider(
        "Least confidence",
        0.0,
        1.0,
        FIRST_CONFIDENCE,
        0.05,
        key="least_confidence",
        help="Only boxes that the network is at least this sure of are drawn.",
    )
    st.html(_key(shade))
    whole = range(len(found.pictures))
    figures = [picture_html(found, at, class_names, least, shade) for at in whole]
    columns = f"repeat(auto-fill,minmax({WIDE:g}px,1fr))"
    style = f"display:grid;grid-template-columns:{columns};gap:8px 16px"
    st.html(f'<div style="{style}">{"".join(figures)}</div>')
    if not any(list(found_marks(found, at, class_names, least)) for at in whole):
        st.caption("It is never that sure. Move the slider to the left to see what it guesses.")


def picture_html(
    found: Found, at: int, class_names: Sequence[str], least: float, shade: Mode
) -> str:
    """One picture with its boxes, as an image with words in place of it."""
    there = list(true_marks(found, at, class_names))
    seen = list(found_marks(found, at, class_names, least))
    svg = _svg(found, at, there, seen, shade)
    source = base64.b64encode(svg.encode()).decode()
    words = f"There: {_listed(there)}. Found: {_listed(seen)}."
    # As a picture: the page's own sanitiser would drop inline SVG.
    return (
        f'<img src="data:image/svg+xml;base64,{source}" alt="{escape(words)}" style="width:100%">'
    )


def true_marks(found: Found, at: int, class_names: Sequence[str]) -> Iterator[Mark]:
    """What is in the picture."""
    for place in np.flatnonzero(found.labels[at] >= 0):
        yield Mark(_box(found.boxes[at, place]), class_names[int(found.labels[at, place])])


def found_marks(found: Found, at: int, class_names: Sequence[str], least: float) -> Iterator[Mark]:
    """What was found in the picture with a score of ``least`` or more, the surest last."""
    kept = (found.found_labels[at] >= 0) & (found.found_scores[at] >= least)
    for place in np.flatnonzero(kept)[::-1]:
        name = class_names[int(found.found_labels[at, place])]
        sure = f"{float(found.found_scores[at, place]) * 100:.0f} %"
        yield Mark(_box(found.found_boxes[at, place]), f"{name} {sure}")


def _box(corners: np.ndarray) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = (float(corner) for corner in corners)
    return x1, y1, x2, y2


def _listed(marks: Sequence[Mark]) -> str:
    return ", ".join(mark.words for mark in marks) or "nothing"


def _key(shade: Mode) -> str:
    """The key in words, each beside a box of its kind."""
    colours = PALETTE[shade]
    kinds = (("dashed", "what is there", "second"), ("solid", "what was found", "front"))
    words = " · ".join(
        f'<span style="border:3px {line} {colours[colour]};padding:0 8px">{line}</span>: {meaning}'
        for line, meaning, colour in kinds
    )
    return f'<p style="font-size:16px;line-height:2;margin:0">{words}</p>'


def _svg(found: Found, at: int, there: Sequence[Mark], seen: Sequence[Mark], shade: Mode) -> str:
    height, width = found.pictures.shape[1:3]
    scale = WIDE / width
    tall = height * scale
    colours = PALETTE[shade]
    parts = [_drawn(mark, scale, colours["second"], "7 5", colours["background"]) for mark in there]
    parts += [_drawn(mark, scale, colours["front"], "", colours["background"]) for mark in seen]
    # Found boxes have their words above them, true ones below: the two seldom meet.
    parts += [_words(mark, scale, colours["second"], colours["background"], 14) for mark in there]
    parts += [_words(mark, scale, colours["front"], colours["background"], -5) for mark in seen]
    view = f"{-_RIM / 2:g} {-_RIM:g} {WIDE + _RIM:g} {tall + 2 * _RIM:g}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" width="{WIDE + _RIM:g}" '
        f'height="{tall + 2 * _RIM:g}" font-family="system-ui, sans-serif" font-size="13" '
        f'font-weight="600"><image href="{png_address(found.pictures[at])}" width="{WIDE:g}" '
        f'height="{tall:g}" style="image-rendering:pixelated"/>{"".join(parts)}</svg>'
    )


def _drawn(mark: Mark, scale: float, colour: str, dashes: str, halo: str) -> str:
    x1, y1, x2, y2 = (side * scale for side in mark.box)
    place = f'x="{x1:.1f}" y="{y1:.1f}" width="{x2 - x1:.1f}" height="{y2 - y1:.1f}" fill="none"'
    return (
        f'<rect {place} stroke="{halo}" stroke-width="5" opacity="0.6"/>'
        f'<rect {place} stroke="{colour}" stroke-width="2.5" stroke-dasharray="{dashes}"/>'
    )


def _words(mark: Mark, scale: float, colour: str, halo: str, away: float) -> str:
    """The words of a box ``away`` pixels below its top, or its bottom if positive."""
    x1, y1, x2, y2 = (side * scale for side in mark.box)
    # Words begin at the left side of a box, and end at its right in the picture's right half.
    left = x1 + x2 < WIDE
    x, anchor = (x1, "start") if left else (x2, "end")
    y = (y2 if away > 0 else y1) + away
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" stroke="{halo}" '
        f'stroke-width="4" stroke-linejoin="round" paint-order="stroke">{escape(mark.words)}</text>'
    )
