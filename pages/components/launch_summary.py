"""Owns the box beside the launch form: the estimated time, and the button."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from core import api
from core.errors import Problem
from core.specs import RunSpec
from core.timing.estimates import TimeEstimate
from pages.components.asking import ask
from pages.components.owner import owner
from pages.components.text import plain, roughly, soon

# From here on a run is asked about: hours in which others have less of the machine.
ASKED_FROM_SECONDS = 3 * 3600

# The whole column sticks, as only it has the form's height to move along; below the page's header.
_STICKY = """<style>
div[data-testid="stColumn"]:has(.st-key-launch_box) {
  position: sticky; top: 4.5rem; align-self: flex-start;
}
</style>"""


def summary(
    spec: RunSpec | None, problems: Sequence[Problem], beside: Sequence[RunSpec] = ()
) -> None:
    """Show the estimate, problems without a field, and the launch button.

    Runs ``beside`` are launched after it; the way then leads to their comparison too.
    """
    st.html(_STICKY)
    with st.container(border=True, key="launch_box"):
        if spec is not None:
            _time(spec)
        else:
            st.markdown("#### Something needs fixing")
            st.caption("It is said in red beside the field.")
        for problem in problems:
            st.error(f"**{plain(problem.field)}**: {plain(problem.message)}")
        specs = [] if spec is None else [spec, *beside]
        room = _room(len(specs))
        if (
            st.button(
                "Launch",
                type="primary",
                icon=":material/rocket_launch:",
                width="stretch",
                disabled=spec is None or not room,
            )
            and spec is not None
        ):
            seconds = api.estimate(spec).seconds
            if seconds > ASKED_FROM_SECONDS:
                _sure(specs, seconds)
            else:
                _launch(specs)
        if spec is not None:
            st.download_button(
                "Spec as YAML",
                api.spec_to_yaml(spec),
                f"{spec.name}.yaml",
                "application/yaml",
                icon=":material/download:",
                on_click="ignore",
                width="stretch",
            )
        st.caption(f"Launched by {plain(owner())}")


def _room(runs: int) -> bool:
    """Return whether so many more runs may wait; say so before the limit is reached."""
    waiting = api.waiting(owner())
    has_room = waiting.has_room(runs)
    if not has_room:
        st.error(
            f"{waiting.runs} of {waiting.most} waiting: no more of your runs may wait. Stop some "
            "on the Runs page, or wait until their turn has come.",
            icon=":material/hourglass:",
        )
    elif waiting.is_near:
        st.caption(f"{waiting.runs} of {waiting.most} runs of yours are waiting")
    return has_room


def _sure(specs: Sequence[RunSpec], seconds: float) -> None:
    """Ask before runs are launched that keep a device busy for hours."""
    words = (
        f"This takes about **{roughly(seconds)}**. A budget of minutes, fewer networks or fewer "
        "epochs make it shorter; it can also be paused and stopped at any time, and what was found "
        "by then stays."
    )
    act = partial(_launch, specs)
    icon = ":material/rocket_launch:"
    ask("A long run", words, "Launch all the same", act, icon, "Change it first")


def _launch(specs: Sequence[RunSpec]) -> None:
    run_ids = [api.launch(spec, owner=owner()) for spec in specs]
    first = {"run": run_ids[0]}
    if len(run_ids) == 1:
        st.switch_page("front.py", query_params=first)
    st.success(f"{len(run_ids)} runs were launched.", icon=":material/check:")
    st.page_link("front.py", label="Watch the first", query_params=first)
    together = {"runs": ",".join(run_ids)}
    st.page_link("compare.py", label="Compare them", query_params=together)


def _time(spec: RunSpec) -> None:
    estimate = api.estimate(spec)
    if estimate.high < 1:
        st.metric("Takes", "under 1 s")
        st.caption(f"At {plain(estimate.basis)}")
    else:
        st.metric("Takes about", roughly(estimate.seconds))
        spread = f"between {roughly(estimate.low)} and {roughly(estimate.high)}"
        st.caption(f"{spread}, from {plain(estimate.basis)}")
    starts = api.start_of(owner(), spec)
    if starts is None:
        st.caption("Others go first; how long is not known")
    elif starts > 0:
        st.caption(f"Starts {soon(starts)}, as others go first, then takes {_taking(estimate)}")


def _taking(estimate: TimeEstimate) -> str:
    return "less than a second" if estimate.high < 1 else f"about {roughly(estimate.seconds)}"
