"""Owns a network beside its neighbours on the front, the links to these, and its family tree."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from core import api
from core.comparison.kinship import Ancestor, ChoiceDifference, Difference
from core.metrics import METRICS, QUALITY
from core.scores import NO_DIFFERENCE
from core.specs import Objective, Run, Trial, Value
from pages.components.axes import axes
from pages.components.space_table import value_text
from pages.components.text import cost_change, count, metric, noun, plain, times
from pages.components.trial_card import trial_title

_GENERATIONS = {1: "Parents", 2: "Grandparents", 3: "Great-grandparents"}
# Two costs closer than this are one.
_SAME = 1.05
_MOST_CHOICES = 8


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


def gain_words(found: Difference) -> str:
    """Return ``+0.7 points of accuracy (± 1.1): no difference that these pictures can show.``"""
    if found.own is None or found.score is None:
        return "They have no score in common."
    name = found.own.metric
    figures = f"{metric(name, found.own.value)} against {metric(name, found.score.value)}"
    if METRICS[name].unit != "share":
        return f"{noun(name).capitalize()} {figures}."
    points = (found.own.value - found.score.value) * 100
    error = "" if found.error is None else f" ± {found.error * 100:.1f}"
    sure = "" if found.shows else f": {NO_DIFFERENCE}"
    if not points:
        return f"The same {noun(name)} ({figures})."
    signed = f"{points:+.1f}".replace("-", "−")
    return f"{signed}{error} points of {noun(name)}{sure} ({figures})."


def cost_words(found: Difference) -> str:
    """Return ``1.4 times the parameters (4,210 against 3,004), as many MACs.``"""
    parts = [_cost(name, *pair) for name, pair in found.costs.items()]
    text = ", ".join(parts)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _cost(name: str, own: float, other: float) -> str:
    if not own or not other:
        return f"{count(own)} {noun(name)} against {count(other)}"
    ratio = max(own, other) / min(own, other)
    if ratio < _SAME:
        same = f"as many {noun(name)}" if own == other else f"about as many {noun(name)}"
        return same if own == other else f"{same} ({count(own)} against {count(other)})"
    more = f"{times(ratio)} times"
    how = f"{more} the {noun(name)}" if own > other else f"{more} fewer {noun(name)}"
    return f"{how} ({count(own)} against {count(other)})"


def choice_words(choices: Sequence[ChoiceDifference]) -> str:
    """Return ``**kernel 2** 5, there 3 · **blocks** 3, there 2``, safe to show as Markdown."""
    shown = [
        f"**{plain(each.name.replace('_', ' '))}** {_value(each.own)}, there {_value(each.other)}"
        for each in choices[:_MOST_CHOICES]
    ]
    more = len(choices) - len(shown)
    return " · ".join([*shown, f"and {more} more"] if more else shown)


def _value(value: Value | None) -> str:
    return "–" if value is None else plain(value_text(value))


def neighbours(
    run_id: str, number: int, front: list[Trial], objectives: tuple[Objective, ...]
) -> list[tuple[str, int]]:
    """Show links to the chart and along the front; return each neighbour's label and number.

    Returns what each neighbour is, as ``Fewer parameters on the front``, and its number.
    """
    by = axes(objectives)[0].metric
    known = [trial for trial in front if by in trial.metrics]
    members = [trial.number for trial in sorted(known, key=lambda trial: trial.metrics[by])]
    found = [
        (f"{cost_change(by, step)} on the front", other) for step, other in beside(members, number)
    ]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(
            "front.py",
            label="Back to the chart",
            icon=":material/arrow_back:",
            query_params={"run": run_id, "trial": str(number)},
        )
        for (label, other), (step, _) in zip(found, beside(members, number), strict=True):
            icon = f":material/chevron_{'left' if step < 0 else 'right'}:"
            if st.button(label, icon=icon, type="tertiary"):
                query = {"run": run_id, "trial": str(other)}
                st.switch_page("candidate.py", query_params=query)
    return found


def beside(members: list[int], number: int) -> list[tuple[int, int]]:
    """Return the members before and after ``number``, each with its step."""
    if number not in members:
        return []
    place = members.index(number)
    return [(at - place, members[at]) for at in (place - 1, place + 1) if 0 <= at < len(members)]
