"""Owns the table of all runs and their actions; a row is identified by its run's id."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core import api
from core.specs import LONGEST_NAME, Run
from pages.components.asking import delete, stop
from pages.components.owner import owner
from pages.components.run_list import badge, best, link, trained, waits
from pages.components.shell import shown_errors
from pages.components.text import ago, plain
from pages.parts.runs.bulk import bulk_bar, pick_key
from pages.parts.runs.replay import replay

_WIDTHS = (0.3, 1.3, 3.0, 1.8, 1.2, 1.1, 0.7)
_ACTIONS = ("Open", "Run again", "Rename")
_EVERY = "5s"
# Every row's menu has a name, to be heard; to be seen, the dots are enough. On a phone the titles
# of the columns go, and a row's figures stand side by side instead of one below the other.
_STYLE = """<style>
[class*="st-key-menu-"] [data-testid="stMenuButtonButton"] {
  div[aria-hidden="true"] { display: none; }
  [data-testid="stMarkdownContainer"] { position: absolute; width: 1px; clip-path: inset(50%); }
}
@media (max-width: 640px) {
  .st-key-run-titles { display: none; }
  [class*="st-key-run-row-"] {
    border-top: 1px solid #8884; padding-top: 0.6rem;
    [data-testid="stHorizontalBlock"] { gap: 0.2rem 0.6rem; }
    [data-testid="stColumn"] { flex: 0 1 auto; width: auto; min-width: 0; }
    [data-testid="stColumn"]:nth-child(3) { flex: 1 0 100%; order: -1; }
    [data-testid="stColumn"]:last-child { margin-left: auto; }
  }
}
</style>"""
_TITLES = ("", "Status", "Name", "Best", "Trained", "Launched", "")


@st.dialog("Rename this run")
def rename(run_id: str, name: str) -> None:
    """Ask for the new name."""
    new = st.text_input("Name", name, max_chars=LONGEST_NAME)
    if st.button("Rename", type="primary", disabled=not new.strip()):
        with shown_errors():
            api.rename(run_id, new.strip())
            st.rerun()


def following(runs: list[Run]) -> None:
    """Show the table of ``runs``; it reruns while one of them is under way."""
    live = _live(runs)
    st.fragment(_following, run_every=_EVERY if live else None)([run.id for run in runs], live)


def _following(run_ids: list[str], live: bool) -> None:
    with shown_errors():
        known = {run.id: run for run in api.runs()}
        runs = [known[run_id] for run_id in run_ids if run_id in known]
        table(runs)
        if live and not _live(runs):
            # The whole page, as only it can end the clock of this part.
            st.rerun()


def _live(runs: list[Run]) -> bool:
    """Return whether any of ``runs`` changes by itself; a paused one does not."""
    return any(run.status in ("queued", "running") for run in runs)


def table(runs: list[Run]) -> None:
    """Draw all of ``runs``, a row each, below what can be done to several."""
    st.html(_STYLE)
    bulk_bar(runs)
    with st.container(key="run-titles"):
        for column, title in zip(st.columns(_WIDTHS), _TITLES, strict=True):
            column.caption(title)
    forecasts = api.forecasts()
    for run in runs:
        with st.container(key=f"run-row-{run.id}"):
            row(run, forecasts)


def row(run: Run, forecasts: Mapping[str, api.Forecast]) -> None:
    """Show a run: its figures, and a menu of actions."""
    box, status, name, best_place, progress, when, more = st.columns(
        _WIDTHS, vertical_alignment="center"
    )
    box.checkbox(f"Pick {plain(run.name)}", key=pick_key(run.id), label_visibility="collapsed")
    with status:
        badge(run)
    with name, st.container(gap=None):
        link(run)
        about = (run.spec.dataset, run.spec.space.name, f"by {run.owner}", waits(run, forecasts))
        st.caption(plain(" · ".join(filter(None, about))))
    with best_place:
        best(run)
    progress.markdown(trained(run))
    when.markdown(ago(run.created))
    with more:
        menu(run)


def menu(run: Run) -> None:
    """Open, run again, rename, replay; stop a run that is running, delete any other."""
    # A running run cannot be deleted: what can be done first stands in the same place.
    again = ("Replay",) if api.can_replay(run) else ()
    actions = (*_ACTIONS, *again, "Stop" if run.status == "running" else "Delete")
    asked = st.menu_button(
        f"Actions for {plain(run.name)}",
        actions,
        icon=":material/more_vert:",
        key=f"menu-{run.id}",
        type="tertiary",
    )
    if asked == "Open":
        st.switch_page("front.py", query_params={"run": run.id})
    elif asked == "Run again":
        st.switch_page("front.py", query_params={"run": api.clone(run.id, owner())})
    elif asked == "Rename":
        rename(run.id, run.name)
    elif asked == "Replay":
        replay(run)
    elif asked == "Stop":
        stop(run)
    elif asked == "Delete":
        trials = run.counts.trained + run.counts.infeasible
        what = f"**{plain(run.name)}** with its {trials:,} trials and networks goes for good."
        delete("run", what, lambda: api.delete(run.id))
