"""Owns the name a person typed once: asked for in the sidebar, kept by the browser in a cookie."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import streamlit as st

from core import api

COOKIE = "paretoscope_owner"
LONGEST = 40
_KEY = "owner"

# The browser writes the cookie; Python reads it at the start of the next visit.
_SCRIPT = """
export default function keepName({ data }) {
  const value = encodeURIComponent(data.name);
  const age = data.name ? 31536000 : 0;
  document.cookie = `${data.cookie}=${value}; path=/; max-age=${age}; SameSite=Lax`;
}
"""


def owner() -> str:
    """Whose runs the person at this browser launches: the typed name, else ``guest``."""
    name = " ".join(str(st.session_state.get(_KEY) or "").split())
    return name[:LONGEST] or api.GUEST


def remembered() -> str:
    """The name from an earlier visit of this browser, or nothing."""
    return unquote(st.context.cookies.get(COOKIE, ""))[:LONGEST]


def owner_box() -> None:
    """The name's text box; a name typed here is there again at the next visit."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = remembered()
    st.text_input(
        "Your name",
        key=_KEY,
        max_chars=LONGEST,
        placeholder=api.GUEST,
        help="Runs you launch carry it, and the queue takes turns between names.",
    )
    name = owner()
    _cookie_writer()(
        key="owner-cookie", data={"cookie": COOKIE, "name": "" if name == api.GUEST else name}
    )


@st.cache_resource(show_spinner=False)
def _cookie_writer() -> Callable[..., Any]:
    return st.components.v2.component("paretoscope.owner_cookie", js=_SCRIPT)
