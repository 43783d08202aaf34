"""Which channels go: the share, the cap, the rounding, and those without a score."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import PruningError
from core.models.pruned_options import Scope
from core.pruning.graph import Axis, DependencyGroup, Graph
from core.pruning.selection import SelectionRule, select


def graph_of(*widths: int, frozen: int = 0) -> Graph:
    """Groups of one layer each, the last ``frozen`` channels of each of which stay."""
    ends = np.cumsum([0, *widths])
    ids = [np.arange(start, end) for start, end in zip(ends, ends[1:], strict=False)]
    stays = np.zeros(ends[-1], np.bool_)
    for one in ids:
        stays[one[len(one) - frozen :]] = True
    axes = tuple(Axis(None, str(at), "kernel", -1, "makes", one) for at, one in enumerate(ids))
    groups = tuple(DependencyGroup(a.path, (a.path,), a.ids, a.ids[~stays[a.ids]]) for a in axes)
    return Graph(int(ends[-1]), stays, axes, (), groups, ())


def left(graph: Graph, scores: object, ratios: object, rule: SelectionRule) -> list[int]:
    """How many channels of each group stay."""
    kept = select(graph, np.asarray(scores, float), ratios, rule)  # type: ignore[arg-type]
    return [int(kept[group.channels].sum()) for group in graph.groups]


def test_global_scope_takes_the_least_of_all_and_local_the_same_of_each() -> None:
    graph, scores = graph_of(4, 4), [1, 2, 3, 4, 5, 6, 7, 8]
    assert left(graph, scores, 0.25, SelectionRule("global")) == [2, 4]
    assert left(graph, scores, 0.25, SelectionRule("local")) == [3, 3]


def test_least_important_goes_first() -> None:
    kept = select(graph_of(4), np.array([0.3, 0.1, 0.4, 0.2]), 0.5, SelectionRule())
    assert kept.tolist() == [True, False, True, False]


def test_each_group_may_have_a_share_of_its_own() -> None:
    assert left(graph_of(4, 10), np.arange(14), [0.5, 0.1], SelectionRule("global")) == [2, 9]


@pytest.mark.parametrize("scope", ["global", "local"])
def test_cap_is_rounded_down(scope: Scope) -> None:
    assert left(graph_of(7, 7), np.arange(14), 1.0, SelectionRule(scope, cap=0.5)) == [4, 4]


def test_what_is_left_is_rounded_up_to_a_multiple_where_it_can_be() -> None:
    rule = SelectionRule("local", round_to=8)
    assert left(graph_of(32, 20, 6), np.arange(58), 0.5, rule) == [16, 16, 6]


@pytest.mark.parametrize("scope", ["global", "local"])
def test_a_layer_keeps_its_most_important_channel(scope: Scope) -> None:
    kept = select(
        graph_of(3, 1), np.array([1.0, 3.0, 2.0, 1.0]), 1.0, SelectionRule(scope, cap=1.0)
    )
    assert kept.tolist() == [False, True, False, True]


@pytest.mark.parametrize("scope", ["global", "local"])
def test_channels_without_a_score_and_frozen_ones_stay(scope: Scope) -> None:
    scores = np.array([np.nan, 1.0, 0.0, 0.0])
    kept = select(graph_of(4, frozen=1), scores, 1.0, SelectionRule(scope, cap=1.0))
    assert kept.tolist() == [True, False, False, True]


@pytest.mark.parametrize("scope", ["global", "local"])
def test_network_without_groups_stays_whole(scope: Scope) -> None:
    assert select(graph_of(), np.empty(0), 0.5, SelectionRule(scope)).tolist() == []


@given(st.lists(st.integers(1, 20), min_size=1, max_size=4), st.data())
def test_more_never_brings_a_channel_back(widths: list[int], data: st.DataObject) -> None:
    graph = graph_of(*widths)
    rule = SelectionRule(
        data.draw(st.sampled_from(["global", "local"])), data.draw(st.integers(1, 8))
    )
    less, more = sorted(data.draw(st.tuples(st.floats(0, 1), st.floats(0, 1))))
    scores = np.random.default_rng(sum(widths)).random(graph.count)
    assert (select(graph, scores, more, rule) <= select(graph, scores, less, rule)).all()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"scope": "all"}, "scope must be 'global' or 'local'; got 'all'"),
        ({"round_to": 0}, "round_to must be a whole number, at least 1; got 0"),
        ({"cap": float("nan")}, r"cap must be in \(0, 1\]; got nan"),
    ],
)
def test_rules_out_of_their_range_are_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(PruningError, match=said):
        SelectionRule(**wrong)  # type: ignore[arg-type]
