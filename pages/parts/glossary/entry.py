"""Owns an entry of the glossary: its title, its sentence, its source, its picture."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import streamlit as st

from core.api import GlossaryEntry
from pages.components.text import plain

PICTURES = Path(__file__).parent / "pictures"
_PICTURE_WIDTH = 150


def entry_view(entry: GlossaryEntry) -> None:
    """Show an entry, with a small picture beside it if there is one."""
    words, picture = st.columns([4, 1], vertical_alignment="center")
    named = f" · `{entry.name}`" if entry.section != "Ideas" else ""
    with words, st.container(gap=None):
        st.markdown(f"**{plain(entry.term.title)}**{named}  \n{plain(entry.term.summary)}")
        st.caption(plain(entry.term.source))
    drawn = picture_of(entry)
    if drawn is not None:
        picture.image(str(drawn), width=_PICTURE_WIDTH, alt=title_of(drawn))


def picture_of(entry: GlossaryEntry) -> Path | None:
    """Return the file of its picture, if any: the name in a spec, with dashes."""
    file = PICTURES / f"{re.sub('[^a-z0-9]+', '-', entry.name)}.svg"
    return file if file.exists() else None


@cache
def title_of(drawing: Path) -> str:
    """Return the title in a drawing."""
    text = drawing.read_text(encoding="utf-8")
    return text.partition("<title>")[2].partition("</title>")[0]
