"""Owns the picture of the machine: its devices, what they do, and who waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from core import api
from core.api import Device
from pages.components.text import plain, size


def machine() -> None:
    """Show devices and the queue, and warn when nothing would start a run."""
    st.header("This machine", anchor=False)
    names = {run.id: run.name for run in api.runs(limit=50)}
    for slots in _by_device(api.devices()):
        with st.container(border=True):
            st.markdown(f"**{plain(slots[0].label)}**")
            memory = [size(slots[0].memory_bytes)] if slots[0].memory_bytes else []
            st.caption("  \n".join([*memory, *_doing(slots, names)]))
    waiting = len(api.queue())
    if waiting:
        st.markdown(f"**{waiting}** {'run waits' if waiting == 1 else 'runs wait'} in the queue")
    if not api.supervisor_alive():
        st.warning(
            "Nothing starts runs just now. The dashboard brings the supervisor back by itself; if "
            "this stays for a minute, start the dashboard again.",
            icon=":material/warning:",
        )


def _by_device(slots: Sequence[Device]) -> list[Sequence[Device]]:
    """Return the slots of each device: all of the CPU, or one of each GPU."""
    return [slots] if slots[0].kind == "cpu" else [[slot] for slot in slots]


def _doing(slots: Sequence[Device], names: Mapping[str, str]) -> list[str]:
    """Return what is done in the slots of a device, a line of Markdown each."""
    runs = [plain(names.get(slot.busy_run, slot.busy_run)) for slot in slots if slot.busy_run]
    works, free = [f"works on {run}" for run in runs], len(slots) - len(runs)
    if not free:
        return works
    if runs:
        return [*works, f"free for {'one' if free == 1 else free} more"]
    return ["free" if free == 1 else f"free: {free} runs can work at once"]
