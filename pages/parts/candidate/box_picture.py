"""Owns the drawing of one picture with boxes: what is there, and what was found."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

import numpy as np

from core.results.answers import DetectionResult
from pages.components.palette import PALETTE, Mode
from pages.parts.candidate.box_labels import Rectangle, place_labels
from pages.parts.candidate.detail import png_address

# Of the drawing, which is then as wide as its place on the page.
WIDE = 340.0
# Of a picture more boxes than these are drawn, but only these have words.
MOST_NAMED = 8
_RIM = 26.0
_FONT, _TALL = 17.0, 24.0
_LETTER = 0.56 * _FONT
_LONGEST = 18
Kind = Literal["there", "found"]
COLOURS: dict[Kind, str] = {"there": "second", "found": "front"}


@dataclass(frozen=True)
class Mark:
    """A box ``(x1, y1, x2, y2)`` in pixels of the picture, and what is said of it.

    ``sure`` is the score of a found box; ``right`` whether it is right, None if nobody knows;
    ``named`` whether its words are drawn.
    """

    box: tuple[float, float, float, float]
    name: str
    kind: Kind
    sure: float | None = None
    right: bool | None = None
    named: bool = True

    def words(self, longest: int | None = None) -> str:
        """Return ``✓ Bag 91 %``; a name longer than ``longest`` is cut."""
        cut = longest is not None and len(self.name) > longest
        parts = [] if self.right is None else ["✓" if self.right else "✗"]
        parts.append(f"{self.name[:longest].rstrip()}…" if cut else self.name)
        parts += [] if self.sure is None else [f"{self.sure * 100:.0f} %"]
        return " ".join(parts)


def marks_of(
    result: DetectionResult, at: int, class_names: Sequence[str], least: float
) -> tuple[list[Mark], list[Mark]]:
    """Return the true objects of picture ``at``, and those found, the surest first.

    Found objects have a score of ``least`` or more.

    Where it is known what is there, a tick or a cross says whether a found box is right; what is
    there has its name drawn only where nothing right was found of it.
    """
    compared = result.compared(at, least)
    there = [
        Mark(
            _corners(result.boxes[at, place]),
            class_names[int(result.labels[at, place])],
            "there",
            named=bool(missed),
        )
        for place, missed in zip(compared.there, compared.missed, strict=True)
    ]
    known_objects = has_truth(result)
    seen = [
        Mark(
            _corners(result.found_boxes[at, place]),
            class_names[int(result.found_labels[at, place])],
            "found",
            float(result.found_scores[at, place]),
            bool(right) if known_objects else None,
            turn < MOST_NAMED,
        )
        for turn, (place, right) in enumerate(zip(compared.seen, compared.right, strict=True))
    ]
    return there, seen


def picture_html(
    result: DetectionResult, at: int, class_names: Sequence[str], least: float, shade: Mode
) -> str:
    """Return one picture with its boxes and an alternative text."""
    there, seen = marks_of(result, at, class_names, least)
    source = base64.b64encode(_svg(result.pictures[at], there, seen, shade).encode()).decode()
    words = f"Found: {_listed(seen)}."
    if has_truth(result):
        words = f"There: {_listed(there)}. {words}"
    # As a picture: the page's own sanitiser would drop inline SVG.
    return (
        f'<img src="data:image/svg+xml;base64,{source}" alt="{escape(words)}" style="width:100%">'
    )


def has_truth(result: DetectionResult) -> bool:
    """Return whether the objects are known; those of an uploaded picture are not."""
    return bool(result.labels.shape[1])


def _corners(box: np.ndarray) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = (float(corner) for corner in box)
    return x1, y1, x2, y2


def _listed(marks: Sequence[Mark]) -> str:
    return ", ".join(mark.words() for mark in marks) or "nothing"


def _svg(picture: np.ndarray, there: Sequence[Mark], seen: Sequence[Mark], shade: Mode) -> str:
    scale = WIDE / picture.shape[1]
    tall = picture.shape[0] * scale
    area = Rectangle(-_RIM, -_RIM, WIDE + _RIM, tall + _RIM)
    # Of those that nobody asks about least is seen: they lie below.
    boxes = [_drawn(mark, scale, shade) for mark in [*there, *reversed(seen)]]
    labels = _labels([mark for mark in [*seen, *there] if mark.named], scale, area, shade)
    sides = f"{area.x2 - area.x1:g}", f"{area.y2 - area.y1:g}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{area.x1:g} {area.y1:g} {sides[0]} '
        f'{sides[1]}" width="{sides[0]}" height="{sides[1]}" font-family="system-ui, sans-serif" '
        f'font-size="{_FONT:g}" font-weight="600"><image href="{png_address(picture)}" '
        f'width="{WIDE:g}" height="{tall:g}" style="image-rendering:pixelated"/>'
        f"{''.join(boxes)}{labels}</svg>"
    )


def _drawn(mark: Mark, scale: float, shade: Mode) -> str:
    spot = _scaled(mark, scale)
    place = (
        f'x="{spot.x1:.1f}" y="{spot.y1:.1f}" width="{spot.x2 - spot.x1:.1f}" '
        f'height="{spot.y2 - spot.y1:.1f}" fill="none"'
    )
    dashes = "10 7" if mark.kind == "there" else ""
    wide = 4 if mark.kind == "there" or mark.named else 1.5
    colours = PALETTE[shade]
    return (
        f'<rect {place} stroke="{colours["background"]}" stroke-width="{wide + 3:g}" '
        f'opacity="0.7"/><rect {place} stroke="{colours[COLOURS[mark.kind]]}" '
        f'stroke-width="{wide:g}" stroke-dasharray="{dashes}"/>'
    )


def _labels(marks: Sequence[Mark], scale: float, area: Rectangle, shade: Mode) -> str:
    boxes = [_scaled(mark, scale) for mark in marks]
    words = [mark.words(_LONGEST) for mark in marks]
    widths = [_LETTER * len(text) + 12 for text in words]
    spots = place_labels(boxes, widths, _TALL, area)
    drawn = zip(marks, words, boxes, spots, strict=True)
    parts = [
        _label(mark, text, box, spot, shade) for mark, text, box, spot in drawn if spot is not None
    ]
    return "".join(parts)


def _label(mark: Mark, text: str, box: Rectangle, spot: Rectangle, shade: Mode) -> str:
    colours = PALETTE[shade]
    colour = colours[COLOURS[mark.kind]]
    dashes = "6 4" if mark.kind == "there" else ""
    wide = spot.x2 - spot.x1
    return (
        f"{_leader(box, spot, colour)}"
        f'<rect x="{spot.x1:.1f}" y="{spot.y1 + 1:.1f}" width="{wide:.1f}" height="{_TALL - 2:g}" '
        f'rx="4" fill="{colours["background"]}" stroke="{colour}" stroke-width="2" '
        f'stroke-dasharray="{dashes}"/>'
        f'<text x="{spot.x1 + 6:.1f}" y="{spot.y2 - 7:.1f}" textLength="{wide - 12:.1f}" '
        f'lengthAdjust="spacingAndGlyphs" fill="{colours["text"]}">{escape(text)}</text>'
    )


def _leader(box: Rectangle, spot: Rectangle, colour: str) -> str:
    """Return a line from displaced words to their box; empty where they touch it."""
    near = Rectangle(box.x1 - 4, box.y1 - 4, box.x2 + 4, box.y2 + 4)
    if near.meets(spot):
        return ""
    x = min(max((box.x1 + box.x2) / 2, spot.x1), spot.x2)
    ends = (spot.y2, box.y1) if spot.y2 <= box.y1 else (spot.y1, box.y2)
    return (
        f'<line x1="{x:.1f}" y1="{ends[0]:.1f}" x2="{(box.x1 + box.x2) / 2:.1f}" '
        f'y2="{ends[1]:.1f}" stroke="{colour}" stroke-width="2"/>'
    )


def _scaled(mark: Mark, scale: float) -> Rectangle:
    return Rectangle(*(side * scale for side in mark.box))
