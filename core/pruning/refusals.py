"""Explains why a network cannot be pruned further, and which layers stay whole."""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array
from core.errors import PruningError
from core.pruning.graph import Graph
from core.pruning.selection import SelectionRule, select

# So many layers that are kept whole are named.
NAMED = 3


def check_prunable(graph: Graph) -> None:
    """Refuse a network of which no channel can go, whatever is asked (PruningError).

    Its single weights may go all the same (:func:`core.pruning.prune_weights`).
    """
    everything = SelectionRule("local", cap=1.0)
    if not select(graph, np.arange(float(graph.count)), 1.0, everything).all():
        return
    may = int((~graph.frozen).sum()) or "none"
    raise PruningError(
        f"Nothing of this network can be pruned: every layer keeps a channel. Of {graph.count} "
        f"channels {may} may go.{_named(graph)} Build it with a hidden layer before the one that "
        "answers, or without what holds its channels."
    )


def check_left(graph: Graph, scores: Array, criterion: str, rule: SelectionRule) -> None:
    """Refuse a network of which no channel can go (PruningError)."""
    if select(graph, scores, 1.0, SelectionRule("local", cap=1.0)).all():
        way = (
            "keep fewer layers whole, or build the network without what holds them."
            if graph.frozen.all()
            else "another criterion, or keep fewer layers whole."
        )
        raise PruningError(
            f"Nothing is left to cut: every layer keeps a channel. "
            f"{judged(graph, scores, criterion)} Take ratio=0, {way}"
        )
    unrounded = select(graph, scores, 1.0, SelectionRule(rule.scope, 1, rule.cap))
    if not unrounded.all() and select(graph, scores, 1.0, rule).all():
        raise PruningError(
            f"round_to={rule.round_to} leaves nothing to take: no group can lose a channel and "
            f"keep a multiple of {rule.round_to} under cap={rule.cap:g}. Lower round_to."
        )


def out_of_reach(ratio: float, most: float, target: str, why: str) -> PruningError:
    """Return the error for a ``ratio`` above ``most``; ``why`` is from :func:`judged`."""
    most = math.floor(100 * max(0.0, most)) / 100
    return PruningError(
        f"ratio must be at most {most:.2f} to be reached under these caps; got {ratio:.4g} of the "
        f"{target}. {why} Every layer keeps a channel. Raise cap, lower round_to or keep fewer "
        "layers whole."
    )


def judged(graph: Graph, scores: Array, criterion: str) -> str:
    """Return how many channels may be removed or have a score, and which layers stay whole."""
    free = np.flatnonzero(~graph.frozen)
    scored = len(free) - int(np.isnan(scores[free]).sum())
    said = (
        f"Of {graph.count} channels {len(free)} may go, and the criterion {criterion!r} judges "
        f"{scored} of them."
        if len(free)
        else f"Of {graph.count} channels none may go."
    )
    return f"{said}{_named(graph)}"


def _named(graph: Graph) -> str:
    """Return which layers stay whole, and why, in sentences; empty if none."""
    named = [f"{kept.layer}, because {kept.because}" for kept in graph.kept_whole[:NAMED]]
    more = len(graph.kept_whole) - len(named)
    if not named:
        return ""
    return f" Kept whole: {'; '.join(named)}{f'; and {more} more' if more else ''}."
