"""Owns the data set and the space of a new run: data bring a space that fits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core import api
from core.datasets import DatasetInfo
from core.specs import RunSpec, Space
from pages.components.field_messages import FieldMessages
from pages.components.text import big, plain
from pages.parts.launch.upload_data import upload_data

Spaces = dict[str, Space]


def data_and_space(
    start: RunSpec, spaces: Spaces, key: str, messages: FieldMessages
) -> tuple[str, dict[str, Any]]:
    """Ask for the data set and the space; return the name and the mapping.

    Data of another kind than before, images, scenes or a table of finished answers, bring along a
    space and an estimator that fit. Once only: what a person picks afterwards stays.
    """
    data, space = st.columns(2, gap="large")
    # Runs before the list of data above it, so that what it takes in is listed and chosen at once.
    added = upload_data(spaces)
    known = {info.name: info for info in api.datasets()}
    with data:
        before, info = _dataset(start, known, key, messages, added)
    # Of prunings whose parent is gone nobody knows: they are offered, and refused in words.
    fitting = {n: space for n, space in spaces.items() if api.task(space) in (info.task, None)}
    offered = fitting | _space_of_table(info, spaces)
    if before != info:
        _bring_along(before, info, start, offered, key)
    with space:
        return info.name, _space(start, offered, key, messages)


def _dataset(
    start: RunSpec,
    known: dict[str, DatasetInfo],
    key: str,
    messages: FieldMessages,
    added: str | None,
) -> tuple[DatasetInfo, DatasetInfo]:
    """Return the data set chosen in the page's last run, and the present one."""
    box, last = f"{key}.dataset", f"{key}.dataset.last"
    if st.session_state.get(box) not in known:
        name = start.dataset if start.dataset in known else next(iter(known))
        st.session_state[box] = st.session_state[last] = name
    if added is not None:
        st.session_state[box] = added
    name = st.selectbox("Data", list(known), format_func=lambda n: known[n].title, key=box)
    info = known[name]
    needs = " Needs the network the first time." if info.origin == "download" else ""
    st.caption(plain(info.summary) + needs + _part_of_table(info))
    messages.beside("dataset")
    _left_out()
    before = known.get(st.session_state[last], info)
    st.session_state[last] = name
    return before, info


def _left_out() -> None:
    """Name the uploads that are not offered; they are deleted on Runs."""
    if names := ", ".join(data.name for data in api.unreadable_datasets()):
        st.caption(f"Cannot be read here, so not offered: {plain(names)}. See [Runs](runs).")


def _part_of_table(info: DatasetInfo) -> str:
    """Return the use of a table that answers for a part of its space only."""
    part = api.answered(info)
    if part is None:
        return ""
    known, every = part
    return (
        f" It knows {big(known)} of the {big(every)} networks of its space, and only those are "
        "tried: good to watch a search again, and others among these; not to judge a strategy."
    )


def _space_of_table(info: DatasetInfo, spaces: Spaces) -> Spaces:
    """Return the space that a table answers for, if it is not one of ``spaces``."""
    if info.table is None or info.table.space in spaces.values():
        return {}
    name = info.table.space.name
    return {name if name not in spaces else f"{name} (of {info.name})": info.table.space}


def _bring_along(
    before: DatasetInfo, now: DatasetInfo, start: RunSpec, offered: Spaces, key: str
) -> None:
    space_box, estimator_box = f"{key}.space", f"{key}.estimator"
    if before.table is None:
        for box in (space_box, estimator_box):
            st.session_state[f"{box}.before.{before.task}"] = st.session_state.get(box)
    answered = before.table.space if before.table else None
    wanted = now.table.space if now.table else None
    if answered != wanted or st.session_state.get(space_box) not in offered:
        former = st.session_state.get(f"{space_box}.before.{now.task}")
        usual = (p.space.name for p in api.presets().values() if api.task(p.space) == now.task)
        picked = (st.session_state.get(space_box), former, *usual)
        st.session_state[space_box] = _fitting_space(answered, wanted, offered, picked)
    space = offered[st.session_state[space_box]]
    estimators = [entry.name for entry in api.estimators_for(space, now.name)]
    if st.session_state.get(estimator_box) not in estimators:
        last = st.session_state.get(f"{estimator_box}.before.{now.task}")
        known = (name for name in (last, start.estimator.name) if name in estimators)
        st.session_state[estimator_box] = next(known, estimators[0])


def _fitting_space(
    answered: Space | None,
    wanted: Space | None,
    offered: Spaces,
    picked: Sequence[str | None],
) -> str | None:
    """Return the chosen table's space; else the first ``picked`` that fits.

    The space of the table that was left is no longer meant.
    """
    if wanted is not None:
        return next(name for name, space in offered.items() if space == wanted)
    others = [name for name, space in offered.items() if space != answered]
    return next((name for name in picked if name in others), next(iter(others), None))


def _space(start: RunSpec, offered: Spaces, key: str, messages: FieldMessages) -> dict[str, Any]:
    box = f"{key}.space"
    if st.session_state.get(box) not in offered:
        given = (name for name, space in offered.items() if space == start.space)
        st.session_state[box] = next(given, next(iter(offered)))
    name = st.selectbox("Search space", list(offered), key=box)
    st.caption(f"{big(api.count(offered[name]))} different networks")
    messages.beside("space")
    return offered[name].model_dump(mode="json")
