"""Glossary: every word that the pages use, with a sentence, a source, and sometimes a picture."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from core import api
from pages.components.text import plain
from pages.parts.glossary.entry import entry_view

TERM = "term"

st.title("Glossary", anchor=False)
st.caption("What the words on these pages mean, and where they come from.")
asked = st.text_input(
    "Search",
    st.query_params.get(TERM, ""),
    placeholder="A word, such as front, MACs or NSGA-II",
    key=f"glossary.{st.query_params.get(TERM, '')}",
)
found = [entry for entry in api.glossary() if entry.holds(asked)]
if not found:
    st.info(f"No entry holds {plain(asked)}. Clear the search to see them all.")
for section, entries in groupby(found, key=lambda entry: entry.section):
    st.header(section, anchor=False)
    for entry in entries:
        entry_view(entry)
