"""Owns a detector's boxes: in test pictures and an uploaded one, with a slider."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.results.answers import DetectionReport, DetectionResult
from core.results.details import TrialDetail
from pages.components.charts import theme_mode
from pages.components.palette import PALETTE, Mode
from pages.parts.candidate.box_picture import COLOURS, MOST_NAMED, WIDE, Kind, picture_html
from pages.parts.candidate.upload_picture import upload_picture

FIRST_CONFIDENCE = 0.3
# Of the pictures that are kept; the others follow when they are asked for.
FEW = 4
_KEY: tuple[tuple[Kind, str, str], ...] = (
    ("found", "solid", "what it found, and how sure it is"),
    ("there", "dashed", "what is really there, named where it was missed"),
)


@st.fragment
def boxes_view(run_id: str, detail: TrialDetail, found: DetectionReport) -> None:
    """Show boxes in test pictures and an uploaded one, with a slider for confidence."""
    st.header("What is there, and what it finds", anchor=False)
    least = st.slider(
        "Least confidence",
        0.0,
        1.0,
        FIRST_CONFIDENCE,
        0.05,
        key="least_confidence",
        help="Only boxes that the network is at least this sure of are drawn.",
    )
    st.html(key_html(theme_mode()))
    unseen, own = st.tabs([f"{detail.found_in.capitalize()} pictures", "Try your own picture"])
    with unseen:
        _gallery(found, detail.class_names, least)
    with own:
        upload_picture(run_id, detail, lambda seen: _one(seen, detail.class_names, least))


def _gallery(found: DetectionReport, class_names: Sequence[str], least: float) -> None:
    st.markdown(counted(found, least))
    every = len(found.pictures)
    whole = every <= FEW or st.session_state.get("every_picture", False)
    shade = theme_mode()
    shown = range(every if whole else FEW)
    figures = [picture_html(found, at, class_names, least, shade) for at in shown]
    columns = f"repeat(auto-fill,minmax({WIDE:g}px,1fr))"
    style = f"display:grid;grid-template-columns:{columns};gap:8px 16px"
    st.html(f'<div style="{style}">{"".join(figures)}</div>')
    if every > FEW:
        st.toggle(f"All {every} pictures", key="every_picture")


def _one(seen: DetectionResult, class_names: Sequence[str], least: float) -> None:
    st.markdown(counted(seen, least))
    figure = picture_html(seen, 0, class_names, least, theme_mode())
    st.html(f'<div style="max-width:{2 * WIDE:g}px">{figure}</div>')


def counted(seen: DetectionResult, least: float) -> str:
    """Return in words how much is found at this confidence, and how much is wrong."""
    counts = seen.counts(least)
    if not counts.seen:
        return _nothing(seen.surest)
    few = counts.most <= MOST_NAMED
    named = "" if few else f" Only the {MOST_NAMED} surest of a picture are named."
    if not counts.there:
        return f"**It finds {_counted(counts.seen, 'object')}.**{named}"
    wrong = counts.seen - counts.right
    which = f"{wrong} of its {_counted(counts.seen, 'box', 'es')}" if wrong else "no box"
    where = f"In {_counted(len(seen.pictures), 'picture')} it"
    there = _counted(counts.there, "object")
    return f"**{where} finds {counts.right} of {there}**; wrong: {which}.{named}"


def _nothing(surest: float) -> str:
    if not surest:
        return "**It finds nothing**, however unsure it may be."
    return (
        f"**It finds nothing** that it is so sure of; its surest box has {surest * 100:.0f} %. "
        "Move the slider to the left to see less certain boxes."
    )


def key_html(shade: Mode) -> str:
    """Return the legend: a box of each kind, and its meaning."""
    lines = "".join(
        f'<span><span style="display:inline-block;width:34px;'
        f"height:22px;border:4px {line} {PALETTE[shade][COLOURS[kind]]};vertical-align:middle;"
        f'margin-right:8px"></span>{meaning}</span>'
        for kind, line, meaning in _KEY
    )
    marks = "✓ right class and place (IoU 0.5) · ✗ wrong"
    style = "font-size:17px;display:flex;flex-wrap:wrap;gap:8px 28px;align-items:center"
    return f'<div style="{style}">{lines}<span>{marks}</span></div>'


def _counted(number: int, noun: str, ending: str = "s") -> str:
    return f"{number} {noun}{ending if number != 1 else ''}"
