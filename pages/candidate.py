"""Candidate: one network in full: what it is, how it learned, what it gets wrong."""

from __future__ import annotations

import streamlit as st

from core import api
from core.errors import CoreError
from core.results.details import TrialDetail
from core.specs import Run, Trial
from pages.components.choice_lines import choice_lines
from pages.components.network_picture import draw_network
from pages.components.shell import empty, run_in_url, shown_errors, shown_if_missing, trial_in_url
from pages.components.text import plain
from pages.components.trial_card import metric_row, status_line, trial_title
from pages.parts.candidate.beside import beside_view, family_view, neighbours
from pages.parts.candidate.boxes import boxes_view
from pages.parts.candidate.detail import answers_view, curves_view, downloads, layers_view, recipe
from pages.parts.candidate.found_figures import found_figures
from pages.parts.candidate.latency_words import latency_line
from pages.parts.candidate.upload_picture import predict_uploaded
from pages.parts.candidate.widths import widths_view


def show(run_id: str, number: int) -> None:
    with shown_if_missing("Candidate"):
        run, trial = api.run(run_id), api.trial(run_id, number)
    front = api.front(run_id)
    on_front = trial in front
    st.title(trial_title(run, trial), anchor=False)
    name = plain(run.name)
    st.caption(f"of {name} · on the front: nothing beats it" if on_front else f"of {name}")
    # Below the title: above it, the page's own header would cover them.
    others = neighbours(run_id, number, front, run.spec.objectives)
    line = status_line(trial)
    if line:
        st.warning(line)
    metric_row(trial, api.samples(run_id))
    try:
        detail = api.detail(run_id, number)
    except CoreError as error:
        in_part(run_id, trial, error)
    else:
        in_full(run, detail, others)


def in_part(run_id: str, trial: Trial, error: CoreError) -> None:
    """Show what is known of a network that cannot be drawn, and why."""
    recipe(run_id, trial.number)
    st.header("The network", anchor=False)
    st.markdown(choice_lines(trial.choices))
    st.info(f"This network cannot be drawn now. {plain(str(error))}", icon=":material/info:")


def in_full(run: Run, detail: TrialDetail, others: list[tuple[str, int]]) -> None:
    """Show the network, its layers, its training, its errors and its files."""
    run_id = run.id
    latency_line(detail.latencies)
    downloads(run_id, detail)
    beside_view(run, detail.trial.number, others)
    st.header("The network", anchor=False)
    st.markdown(choice_lines(detail.trial.choices))
    family_view(run, detail.trial.number)
    with st.container(border=True):
        draw_network(detail.sketch)
    widths_view(detail)
    layers_view(detail)
    curves_view(detail.curves)
    answers_view(detail)
    if detail.examples is not None:
        predict_uploaded(run_id, detail)
    if detail.found is not None:
        boxes_view(run_id, detail, detail.found)
        found_figures(detail.found, detail.class_names, detail.found_in)


with shown_errors():
    run_id, number = run_in_url(), trial_in_url()
    if run_id is None or number is None:
        st.title("Candidate", anchor=False)
        empty(
            "No network picked",
            "Click a point on a front: its network opens here, with its layers, its learning "
            "curves and what it gets wrong.",
            "front.py",
            "Open the front",
        )
    else:
        show(run_id, number)
