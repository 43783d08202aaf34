"""Front: the live chart of one run, the trial that was picked, and the downloads."""

from __future__ import annotations

import streamlit as st

from core import api
from core.specs import Run
from pages.components.asking import stop
from pages.components.front_chart import front_chart
from pages.components.shell import empty, run_asked, shown_errors, shown_if_missing, trial_in_url
from pages.components.text import plain, strategy
from pages.components.trial_card import trial_card
from pages.parts.front.export import front_html
from pages.parts.front.table import front_table

ACTIONS = {"pause": api.pause, "resume": api.resume}


@st.fragment
def live(run: Run) -> None:
    """Draw the chart, the card of the picked trial and what there is to take: a click runs this."""
    event = front_chart(run, trial_in_url())
    if event.action in ACTIONS:
        with shown_errors():
            ACTIONS[event.action](run.id)
    elif event.action == "stop":
        stop(run)
    if event.opened is not None:
        trial = {"run": run.id, "trial": str(event.opened)}
        st.switch_page("candidate.py", query_params=trial)
    if event.picked is not None:
        with shown_errors():
            trial_card(run.id, event.picked)
    if run.spec.notes:
        st.text(run.spec.notes)
    downloads(run, event.view)


def downloads(run: Run, view: object) -> None:
    """Offer the chart as one stand-alone file, and every trial as a table."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "Chart as a web page",
            data=lambda: front_html(run.id, view),
            file_name=f"front-{run.id}.html",
            mime="text/html",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "Trials as CSV",
            data=lambda: api.trials_csv(run.id),
            file_name=f"trials-{run.id}.csv",
            mime="text/csv",
            icon=":material/table:",
            on_click="ignore",
        )
        st.page_link(
            "launch.py",
            label="Launch a variation",
            icon=":material/rocket_launch:",
            query_params={"from": run.id},
        )


with shown_errors():
    # The chart itself completes the address: from here it would take a press of Back more.
    run_id = run_asked()
    if run_id is None:
        st.title("Front", anchor=False)
        empty(
            "No run yet",
            "This page shows a search while it works: accuracy against size, point by point.",
            "home.py",
            "Go to Home",
        )
    else:
        with shown_if_missing("Front"):
            run = api.run(run_id)
        with st.container(gap=None):
            st.title(plain(run.name), anchor=False)
            about = (run.spec.dataset, api.subject_of(run.spec), strategy(run.spec.strategy.name))
            st.caption(plain(" · ".join((*about, f"by {run.owner}"))))
        live(run)
        front_table(run)
