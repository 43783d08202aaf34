"""Home: what this is, one button that shows it, what runs now, the machine."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core import api
from core.specs import Run
from pages.components.disk import low_disk
from pages.components.owner import owner
from pages.components.run_list import run_row
from pages.components.shell import shown_errors
from pages.parts.home.machine import machine

PICTURE = Path(__file__).parent / "components" / "pictures" / "front.svg"
A_LIST = 6
LEAST_RECENT = 2


def shown(working: list[Run], recent: list[Run]) -> list[Run]:
    """Return running, then paused, then some of the newest runs."""
    first = sorted(working, key=lambda run: run.status != "running")[: A_LIST - LEAST_RECENT]
    ids = {run.id for run in first}
    return [*first, *(run for run in recent if run.id not in ids)][:A_LIST]


def watch(preset: str, name: str) -> None:
    """Launch a built-in search and go to its front."""
    spec = api.presets()[preset].model_copy(update={"name": name})
    run_id = api.launch(spec, owner=owner())
    st.switch_page("front.py", query_params={"run": run_id})


@st.fragment(run_every="3s")
def activity() -> None:
    """Show runs and the machine; reruns by itself, apart from the page."""
    with shown_errors():
        left, right = st.columns([2.2, 1], gap="large")
        with left:
            st.header("Runs", anchor=False)
            runs = shown(api.runs("running", "paused"), api.runs(limit=A_LIST))
            forecasts = api.forecasts()
            for run in runs:
                run_row(run, forecasts)
            if not runs:
                st.info("No run yet. Press a button above: the first point takes seconds.")
            else:
                st.page_link("runs.py", label="All runs", icon=":material/list:")
        with right:
            machine()


words, picture = st.columns([2.2, 1], gap="large", vertical_alignment="center")
with words, shown_errors():
    st.title("A smaller network costs accuracy. How much?", anchor=False)
    st.markdown(
        "Paretoscope trains many networks by itself and draws accuracy against size while it "
        "works, so that you can see what every step down in size gives up."
    )
    with st.container(horizontal=True):
        quick = st.button(
            "**Watch a search now**", type="primary", icon=":material/play_arrow:", width=280
        )
        fashion = st.button("Try it on clothes", icon=":material/apparel:", width=220)
    st.caption(
        "40 small networks that read handwritten digits, in a minute or two on two CPU cores; or "
        "40 larger ones that tell clothes apart, in about six minutes."
    )
    low_disk()
    if quick:
        watch("quick", "Quick search")
    if fashion:
        watch("fashion", "Clothes")
picture.image(
    str(PICTURE),
    alt="Each dot is a network. The orange steps join those that no other one beats.",
    width="stretch",
)
activity()
