"""Owns the card of one trial: its figures and its choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core import api
from core.metrics import METRICS, at_least
from core.scores import Samples, score_of
from core.specs import Run, Trial
from pages.components.choice_lines import choice_lines
from pages.components.compare_words import amount
from pages.components.text import bounded, metric, plain

# More leave no room for a label; fewer would stand far apart.
_MOST_IN_A_ROW, _LEAST_IN_A_ROW = 6, 4
_STATUS = {
    "complete": "",
    "failed": "Failed",
    # Over a limit, not to be built, or not in the table: the reason says which.
    "infeasible": "Left out",
    "stopped_early": "Stopped early",
}


def status_line(trial: Trial) -> str:
    """Return a trial's status as Markdown; empty for a complete trial."""
    return ": ".join(part for part in (_STATUS[trial.status], plain(trial.reason)) if part)


def metric_row(trial: Trial, samples: Samples) -> None:
    """Show the trial's figures in large type, in the usual order; losses follow small.

    Under a score stand its interval and the pictures that it was taken on.
    """
    big = [name for name in METRICS if name in trial.metrics and METRICS[name].unit != "nats"]
    small = [name for name in METRICS if name in trial.metrics and name not in big]
    figure_grid(big, trial.metrics, samples)
    words = [f"{METRICS[name].title} {metric(name, trial.metrics[name])}" for name in small]
    words.append(amount("epochs", trial.epochs) if trial.epochs else "not trained")
    st.caption(" · ".join(words))


def figure_grid(names: Sequence[str], known: Mapping[str, float], samples: Samples) -> None:
    """Draw some of a network's figures in rows of like length; fewer in a row on a small screen."""
    rows = -(-len(names) // _MOST_IN_A_ROW) or 1
    columns = max(-(-len(names) // rows), _LEAST_IN_A_ROW)
    # A grid, not columns: those would stand one below the other on a small screen.
    with st.container(key=f"figures-{columns}"):
        for name in names:
            figure(st.container(gap=None), name, known, samples)


def figure(
    place: DeltaGenerator, name: str, figures: Mapping[str, float], samples: Samples
) -> None:
    """Show a figure in large type, with its explanation and a score's interval."""
    known = METRICS[name]
    value = figures.get(name)
    # In big type there is no room for more words beside the number.
    said = bounded(known.label, exact=not at_least(name, figures), after=True)
    with place:
        st.metric(said, metric(name, value), help=plain(known.summary))
        if value is not None and known.part is not None:
            st.caption(score_of(name, value, samples).evidence)


def trial_title(run: Run, trial: Trial) -> str:
    """Return ``Trial 38 · 3 blocks, 8–32 channels``, safe to show as Markdown."""
    words = api.description(run, trial)
    return f"Trial {trial.number} · {plain(words)}" if words else f"Trial {trial.number}"


def trial_card(run_id: str, number: int) -> None:
    """Show the picked trial below the chart."""
    trial = api.trial(run_id, number)
    with st.container(border=True, key="picked-card"):
        st.header(trial_title(api.run(run_id), trial), anchor=False)
        status = status_line(trial)
        if status:
            st.markdown(status)
        metric_row(trial, api.samples(run_id))
        st.markdown(choice_lines(trial.choices))
