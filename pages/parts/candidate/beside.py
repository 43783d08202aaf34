"""Owns a network beside its neighbours on the front, and its family tree, on its page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from core import api
from core.comparison.kinship import Ancestor
from core.metrics import QUALITY
from core.specs import Run
from pages.components.text import metric
from pages.components.trial_card import trial_title
from pages.parts.candidate.beside_words import choice_words, cost_words, gain_words

_GENERATIONS = {1: "Parents", 2: "Grandparents", 3: "Great-grandparents"}


def beside_view(run: Run, number: int, others: Sequence[tuple[str, int]]) -> None:
    """Show how each neighbour differs, and what that gains and costs.

    Args:
        others: what each neighbour is, as ``Fewer parameters``, and its number.
    """
    if not others:
        return
    st.header("Beside its neighbours on the front", anchor=False)
    for place, (what, other) in zip(st.columns(2, gap="large"), others, strict=False):
        with place, st.container(border=True, gap="small"):
            found = api.difference(run.id, number, other)
            st.caption(what)
            _link(run, other, f"**{trial_title(run, found.other)}**")
            st.markdown(f"{gain_words(found)} {cost_words(found)}")
            st.markdown(choice_words(found.choices))


def family_view(run: Run, number: int) -> None:
    """Show the network's ancestors, a generation in a row; nothing without parents."""
    found = api.ancestors(run.id, number)
    if not found:
        return
    with st.expander(f"Family tree ({len(found)} ancestors)", icon=":material/family_history:"):
        st.caption("What each was bred from, and what its child has otherwise.")
        for generations, members in groupby(found, key=lambda each: each.generations):
            title = _GENERATIONS.get(generations, f"{generations} generations back")
            st.markdown(f"**{title}**")
            for member in members:
                _ancestor(run, member)


def _ancestor(run: Run, one: Ancestor) -> None:
    quality = next((name for name in one.trial.metrics if name in QUALITY.values()), "")
    score = f" · {metric(quality, one.trial.metrics[quality])}" if quality else ""
    with st.container(gap=None):
        _link(run, one.trial.number, f"{trial_title(run, one.trial)}{score}")
        changed = choice_words(one.changes) or "the same choices, trained on"
        st.caption(f"&ensp;Trial {one.child} has {changed}")


def _link(run: Run, number: int, label: str) -> None:
    query = {"run": run.id, "trial": str(number)}
    st.page_link("candidate.py", label=label, icon=":material/account_tree:", query_params=query)
