"""Owns the picture of the machine: its devices, what they do, and who waits."""

from __future__ import annotations

import streamlit as st

from core import api
from pages.components.text import plain, size


def machine() -> None:
    """Show devices and the queue, and warn when nothing would start a run."""
    st.header("This machine", anchor=False)
    names = {run.id: run.name for run in api.runs(limit=50)}
    for device in api.devices():
        with st.container(border=True):
            st.markdown(f"**{plain(device.label)}**")
            memory = size(device.memory_bytes) if device.memory_bytes else ""
            busy = device.busy_run
            doing = f"works on {plain(names.get(busy, busy))}" if busy else "free"
            st.caption(" · ".join(part for part in (memory, doing) if part))
    waiting = len(api.queue())
    if waiting:
        st.markdown(f"**{waiting}** {'run waits' if waiting == 1 else 'runs wait'} in the queue")
    if not api.supervisor_alive():
        st.warning(
            "Nothing starts runs just now. The dashboard brings the supervisor back by itself; if "
            "this stays for a minute, start the dashboard again.",
            icon=":material/warning:",
        )
