"""Owns the view of a space: how many networks, one of them, the survey of all."""

from __future__ import annotations

import streamlit as st

from core import api
from core.candidates.survey import Survey
from core.metrics import Task
from core.specs import Space
from pages.components.charts import theme_mode
from pages.components.choice_lines import choice_lines
from pages.components.network_picture import draw_network
from pages.components.shell import shown_errors
from pages.components.still_chart import still_chart
from pages.components.text import big, bounded, count, plain
from pages.parts.design.survey_chart import survey_figure


def space_view(space: Space | None) -> None:
    """Count, sample and survey of ``space``; of the last valid one while there is none."""
    shown = space or st.session_state.get("design_valid")
    st.session_state["design_valid"] = shown
    task = None if shown is None else api.task(shown)
    titles = {info.name: info.title for info in api.datasets() if task in (info.task, None)}
    size, data = st.columns(2, vertical_alignment="bottom")
    size.metric("Different networks", "–" if space is None else big(api.count(space)))
    name = data.selectbox(
        "For images of",
        list(titles),
        format_func=titles.__getitem__,
        # Detectors look at scenes: what was chosen for other networks waits for these.
        key=_box(task),
        persist_state="page",
    )
    if shown is None:
        return
    if space is None:
        st.caption("Below is the space as it was before the mistake.")
    _networks(shown, name)


@st.fragment
def _networks(space: Space, dataset: str) -> None:
    """Show one network of ``space`` in a tab, and all of them in another."""
    names = ("One network of it", "Where they lie")
    one, all_of_them = st.tabs(names, key="design_networks", on_change="rerun")
    with one, shown_errors():
        sample_view(space, dataset)
    if all_of_them.open:
        with all_of_them, shown_errors():
            survey_view(space, dataset)


def images_of(space: Space) -> str | None:
    """Return the data set that ``space`` was last shown with."""
    name: str | None = st.session_state.get(_box(api.task(space)))
    return name


def _box(task: Task | None) -> str:
    return f"design_data.{task}"


def survey_view(space: Space, dataset: str) -> None:
    """Draw parameters and MACs of 300 networks, with published ones as landmarks."""
    found = _survey(space.model_dump_json(), dataset)
    figure = survey_figure(found, api.landmarks(), theme_mode())
    still_chart(figure, "survey")
    built = len(found.parameters)
    words = f"{built} networks drawn at random. Diamonds: published networks on ImageNet images."
    if found.refused:
        words += f" {found.refused} more cannot be built: {plain(found.reason)}"
    st.caption(words)


@st.cache_data(max_entries=50, show_spinner="Drawing 300 networks")
def _survey(space_json: str, dataset: str) -> Survey:
    return api.survey(Space.model_validate_json(space_json), dataset)


def sample_view(space: Space, dataset: str) -> None:
    """Draw an architecture of ``space`` with its size on the images of ``dataset``."""
    with st.container(key="sample-figures"):
        parameters, macs, again = st.columns([1, 1, 1], vertical_alignment="center")
    seed = int(st.session_state.get("design_seed", 0))
    if again.button("Another", icon=":material/casino:", width="stretch"):
        seed += 1
        st.session_state["design_seed"] = seed
    choices = api.sample(space, seed)
    sketch = api.sketch(space, choices, dataset)
    parameters.metric("Parameters", count(sketch.parameters))
    macs.metric("MACs", bounded(count(sketch.macs), exact=sketch.exact))
    draw_network(sketch, half=True)
    with st.expander("Its choices"):
        st.markdown(choice_lines(choices))
