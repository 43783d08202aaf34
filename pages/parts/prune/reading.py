"""Owns the question how an uploaded parent reads pictures."""

from __future__ import annotations

import streamlit as st

from core import api
from core.parents.info import ParentInfo
from core.parents.readings import FoundReading, Reading, offered, stated_reading
from pages.components.shell import shown_errors
from pages.components.text import plain, share
from pages.parts.prune.pick import turn_to


def asks(parent: ParentInfo) -> bool:
    """Return whether a person should first say how it takes pictures."""
    return parent.reading is not None and parent.reading.asks


def reading_view(parent: ParentInfo) -> None:
    """Show what was found, and ask whether it is right until a person has answered."""
    found = parent.reading
    if found is None or not (found.asks or found.doubt or found.reading != Reading()):
        return
    if not found.asks:
        with st.expander(_sentence(found), icon=":material/image:"):
            _evidence(found)
            _another(parent, found)
        return
    with st.container(border=True, key="prune_reading"):
        st.markdown("#### Is this how it takes pictures?")
        st.markdown(_sentence(found))
        _evidence(found)
        right, other = st.columns([1, 2.4], vertical_alignment="bottom")
        if right.button("That is right", type="primary", width="stretch"):
            with shown_errors():
                api.confirm_reading(parent.name)
                st.rerun()
        with other:
            _another(parent, found)


def confirm_first() -> None:
    """Say, in place of the launch box, what must be confirmed."""
    with st.container(border=True):
        st.markdown("#### One question first")
        st.caption(
            "How the network takes its pictures was found out by trying. Say at the top of the "
            "page that it is right, or choose another way; then it can be pruned."
        )


def reading_text(name: str, found: FoundReading | None = None) -> str:
    """Return ``pixels from 0 to 255 · 97.2 %``, with the figure where it was tried."""
    stated = stated_reading(name)
    words = Reading(pixels=stated.pixels, bgr=stated.bgr, classes=(0,) * stated.reordered).words
    tried = {one.reading.name: one.accuracy for one in found.tried} if found else {}
    return f"{words} · {share(tried[name])}" if name in tried else words


def _sentence(found: FoundReading) -> str:
    """Return the main finding as Markdown."""
    right = found.accuracy_as(found.reading)
    how = "" if right is None else f": right on {share(right)} of {found.images} validation images"
    kept = found.accuracy_as(Reading())
    against = kept is not None and found.reading != Reading()
    rest = f", on {share(kept or 0)} with pixels from 0 to 1" if against else ""
    return f"It takes **{plain(found.reading.words)}**{how}{rest}."


def _evidence(found: FoundReading) -> None:
    _, *rest = found.report
    if rest:
        st.markdown(plain(" ".join(rest)))
    if found.reading != Reading():
        st.caption(
            "What it needs was put in front of it, as layers of its own: from here on, also when "
            "it is exported, it takes pixels from 0 to 1 and the classes as they are here."
        )


def _another(parent: ParentInfo, found: FoundReading) -> None:
    channels = parent.sketch.layers[0].output_shape[-1] if parent.sketch.layers else 1
    names = [one.reading.name for one in found.tried]
    names += [one.name for one in offered(channels)]
    rest = [name for name in dict.fromkeys(names) if name != found.reading.name]
    choice, again = st.columns([2, 1], vertical_alignment="bottom")
    name = choice.selectbox(
        "Another way",
        rest,
        format_func=lambda name: reading_text(name, found),
        key=f"prune_reading_{parent.name}",
        help="With the share of validation images that it is right on, where that was tried.",
    )
    if again.button("Read it so", width="stretch"):
        with shown_errors():
            api.read_again(parent.name, name)
            turn_to(parent.name)
