"""Owns the figures of the disk: a warning, what is stored, and clearing it."""

from __future__ import annotations

import streamlit as st

from core import api
from pages.components.shell import shown_errors
from pages.components.text import plain, size, table


def low_disk() -> None:
    """Warn where little is free: on the pages that launch or take in something."""
    if words := api.low_disk():
        st.warning(words, icon=":material/hard_drive:")


def disk() -> None:
    """Show the kinds of files and their sizes; offer to delete what no run needs."""
    # Counting all files takes a moment: only where it is asked for.
    if not st.toggle("Show what is kept on the disk", key="disk-shown"):
        return
    with shown_errors():
        kept = api.disk_usage()
        st.header("On the disk", anchor=False)
        st.markdown(
            f"**{size(kept.bytes)}** are kept, **{size(kept.free_bytes)}** are free. "
            "A run goes with its networks: delete it in the list above."
        )
        parts, rest = st.columns(2, gap="large")
        rows = [
            {"What": part.title, "Number": f"{part.count:,}", "Size": size(part.bytes)}
            for part in kept.parts
        ]
        parts.markdown(table(rows))
        with rest:
            _leftovers(kept)
            _unused(kept)


def _leftovers(kept: api.Usage) -> None:
    if not kept.leftovers:
        return
    st.subheader("Left over", anchor=False)
    words = "file or folder" if len(kept.leftovers) == 1 else "files and folders"
    st.markdown(
        f"{len(kept.leftovers):,} {words} that no run, parent or data set refers to: uploads that "
        "were not finished, and the like."
    )
    label = f"Clear {size(kept.left_over_bytes)}"
    if _asked("left", label, "They go for good."):
        api.clear_leftovers()
        st.rerun()


def _unused(kept: api.Usage) -> None:
    if not kept.unused:
        return
    st.subheader("Data sets that no run uses", anchor=False)
    for each in kept.unused:
        words, button = st.columns([2.4, 1], vertical_alignment="center")
        words.markdown(f"**{plain(each.title)}** · {size(each.bytes)}")
        with button:
            sure = _asked(each.name, "Delete", "It goes for good, and is to be uploaded again.")
        if sure:
            api.remove_dataset(each.name)
            st.rerun()


def _asked(key: str, label: str, what: str) -> bool:
    """Show a button that asks for confirmation; return whether it was confirmed."""
    with st.popover(label, icon=":material/delete:", key=f"disk-{key}"):
        st.markdown(what)
        return st.button("Yes, delete", type="primary", key=f"disk-sure-{key}")
