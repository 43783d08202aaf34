"""Owns the name a person typed once: asked for in the sidebar, kept by the browser in a cookie."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import streamlit as st

from core import api
from core.errors import CoreError
from core.names import LONGEST_OWNER, fault_of, tidy
from pages.components.text import plain

COOKIE = "paretoscope_owner"
_BOX = "owner"
# A widget's value is dropped when a launch switches pages in the middle of a run: this one is not.
_KEPT = "owner_kept"
_BROWSER = "owner-cookie"

# The browser writes the cookie, which Python reads at the start of the next visit, and tells its
# other windows, which were opened before it was written.
_SCRIPT = """
const windows = new BroadcastChannel("paretoscope_owner");
let known;
const written = (cookie) =>
  document.cookie.split("; ").find((each) => each.startsWith(`${cookie}=`))
    ?.slice(cookie.length + 1);
export default function keepName({ data, setTriggerValue }) {
  const taken = (name) => {
    if (name === known) return;
    known = name;
    setTriggerValue("name", name);
  };
  windows.onmessage = (message) => taken(message.data);
  if (known === undefined && !data.name) {
    known = "";
    const name = written(data.cookie);
    if (name) taken(decodeURIComponent(name));
    return;
  }
  if (data.name === known) return;
  known = data.name;
  const age = known ? 31536000 : 0;
  document.cookie =
    `${data.cookie}=${encodeURIComponent(known)}; path=/; max-age=${age}; SameSite=Lax`;
  windows.postMessage(known);
}
"""


def owner() -> str:
    """Return the owner of the runs launched here: the typed name, else ``guest``."""
    typed = st.session_state.get(_BOX, st.session_state.get(_KEPT))
    try:
        return api.owner_named(typed) if typed else api.GUEST
    except CoreError:
        return api.GUEST


def remembered() -> str:
    """Return the name from an earlier visit of this browser, or an empty text."""
    return unquote(st.context.cookies.get(COOKIE, ""))[:LONGEST_OWNER]


def owner_box() -> None:
    """Ask for the name; the browser remembers it for the next visit."""
    if _KEPT not in st.session_state:
        st.session_state[_KEPT] = remembered()
    if _BOX not in st.session_state:
        st.session_state[_BOX] = st.session_state[_KEPT]
    st.session_state[_KEPT] = st.text_input(
        "Your name",
        key=_BOX,
        max_chars=LONGEST_OWNER,
        placeholder=api.GUEST,
        help="Runs you launch carry it, and the queue takes turns between names.",
    )
    typed = tidy(st.session_state[_KEPT])
    if typed and (fault := fault_of(typed, LONGEST_OWNER)):
        st.error(plain(f"Your name {fault}"))
    name = owner()
    _browser()(
        key=_BROWSER,
        data={"cookie": COOKIE, "name": "" if name == api.GUEST else name},
        on_name_change=_typed_elsewhere,
    )


def _typed_elsewhere() -> None:
    """Take up the name that was typed in another window of this browser."""
    st.session_state[_BOX] = str(st.session_state[_BROWSER].name)[:LONGEST_OWNER]


@st.cache_resource(show_spinner=False)
def _browser() -> Callable[..., Any]:
    return st.components.v2.component("paretoscope.owner_cookie", js=_SCRIPT)
