"""Owns the sentences that compare two networks: differences, gains, costs."""

from __future__ import annotations

from collections.abc import Sequence

from core.comparison.kinship import ChoiceDifference, Difference
from core.metrics import METRICS
from core.scores import NO_DIFFERENCE
from core.specs import Value
from pages.components.space_table import value_text
from pages.components.text import count, metric, noun, plain, times

# Two costs closer than this are one.
_SAME = 1.05
_MOST_CHOICES = 8


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
