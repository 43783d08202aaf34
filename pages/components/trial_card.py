"""Owns the card of one trial: its figures and its choices."""

from __future__ import annotations

import streamlit as st

from core import api
from core.metrics import METRICS
from core.specs import Trial
from pages.components.choice_lines import choice_lines
from pages.components.compare_words import amount
from pages.components.text import metric, plain

# More leave no room for the figures on a small screen; fewer would stand far apart.
_MOST_IN_A_ROW, _LEAST_IN_A_ROW = 6, 4
_STATUS = {
    "complete": "",
    "failed": "Failed",
    # Over a limit, not to be built, or not in the table: the reason says which.
    "infeasible": "Left out",
    "stopped_early": "Stopped early",
}


def status_line(trial: Trial) -> str:
    """What went otherwise than planned, safe to show as Markdown; empty for a complete trial."""
    return ": ".join(part for part in (_STATUS[trial.status], plain(trial.reason)) if part)


def metric_row(trial: Trial) -> None:
    """The trial's figures in big type, in the order every page uses; losses follow small."""
    big = [name for name in METRICS if name in trial.metrics and METRICS[name].unit != "nats"]
    small = [name for name in METRICS if name in trial.metrics and name not in big]
    rows = -(-len(big) // _MOST_IN_A_ROW) or 1
    columns = max(-(-len(big) // rows), _LEAST_IN_A_ROW)
    for first in range(0, len(big), columns):
        for place, name in zip(st.columns(columns), big[first : first + columns], strict=False):
            place.metric(METRICS[name].label, metric(name, trial.metrics[name]))
    words = [f"{METRICS[name].label} {metric(name, trial.metrics[name])}" for name in small]
    words.append(amount("epochs", trial.epochs) if trial.epochs else "not trained")
    st.caption(" · ".join(words))


def trial_card(run_id: str, number: int) -> None:
    """The picked trial below the chart."""
    trial = api.trial(run_id, number)
    with st.container(border=True, key="picked-card"):
        st.subheader(f"Trial {trial.number}", anchor=False)
        status = status_line(trial)
        if status:
            st.markdown(status)
        metric_row(trial)
        st.markdown(choice_lines(trial.choices))
