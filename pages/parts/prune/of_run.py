"""Owns the choice of a run's network as a parent: the run, then a trial of its front."""

from __future__ import annotations

import streamlit as st

from core import api
from core.metrics import QUALITY
from core.specs import Run, Trial
from pages.components.compare_pick import run_label
from pages.components.owner import owner
from pages.components.text import metric, noun
from pages.parts.prune.pick import turn_to


def run_asked() -> str | None:
    """Return the run in the URL; ``trial`` there is the network."""
    return st.query_params.get("run")


def runs_with_networks() -> dict[str, Run]:
    """Return the runs with networks to prune, and the one in the URL."""
    asked = run_asked()
    return {run.id: run for run in api.runs() if api.can_prune(run) or run.id == asked}


def of_a_run() -> None:
    """Ask for a run and one of its networks."""
    runs, asked = runs_with_networks(), run_asked()
    if not runs:
        st.caption("No run has ended here yet. Train a network now: it takes a minute.")
        return
    left, right = st.columns(2)
    run_id = left.selectbox(
        "Run",
        list(runs),
        list(runs).index(asked) if asked in runs else 0,
        format_func=lambda key: run_label(runs[key]),
        key=f"prune_run.{asked}",
    )
    with right:
        number = _trial_box(run_id)
    if number is not None and st.button("Use it as a parent", type="primary"):
        turn_to(api.import_trial(run_id, number, owner=owner()))


def trial_label(trial: Trial) -> str:
    """Return ``Trial 12 · validation accuracy 97.2 % · 4,210 parameters``, or with mAP 50."""
    quality = next((one for one in QUALITY.values() if one in trial.metrics), "val_accuracy")
    share = metric(quality, trial.metrics.get(quality))
    parameters = metric("parameters", trial.metrics.get("parameters"))
    return f"Trial {trial.number} · validation {noun(quality)} {share} · {parameters} parameters"


def _trial_box(run_id: str) -> int | None:
    """Ask for one of the front's trials, best first; the URL's is chosen at first."""
    front = api.networks(run_id)
    if not front:
        st.caption("None of its networks is finished.")
        return None
    by_number = {trial.number: trial for trial in front}
    asked = st.query_params.get("trial", "")
    numbers = [str(number) for number in by_number]
    return st.selectbox(
        "Network of its front",
        list(by_number),
        numbers.index(asked) if asked in numbers else 0,
        format_func=lambda number: trial_label(by_number[number]),
        key=f"prune_trial.{run_id}.{asked}",
    )
