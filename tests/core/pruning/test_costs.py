"""Costs reckoned from the channels that are kept are those of the model that is then built."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from core.profile.counts import count
from core.pruning.costs import CostModel
from core.pruning.graph import trace
from core.pruning.selection import SelectionRule, select
from core.pruning.surgery import cut
from tests.core.pruning.nets import PARTS, random_net


def test_whole_network_costs_what_it_counts() -> None:
    net = random_net(21)
    graph = trace(net)
    costs, whole = CostModel(net, graph), np.ones(graph.count, np.bool_)
    assert (costs.parameters(whole), costs.macs(whole)) == (
        count(net).parameters,
        count(net).macs,
    )


@pytest.mark.parametrize("seed", range(len(PARTS) // 3))
def test_reckoned_costs_are_those_of_the_cut_network(seed: int) -> None:
    net = random_net(seed, parts=4)
    graph = trace(net)
    scores = np.random.default_rng(seed).random(graph.count)
    kept = select(graph, scores, 0.4, SelectionRule())
    counts, costs = count(cut(net, graph, kept)), CostModel(net, graph)
    assert costs.parameters(kept) == counts.parameters < count(net).parameters
    assert costs.macs(kept) == counts.macs < count(net).macs


def test_layer_that_is_called_twice_computes_twice_and_weighs_once() -> None:
    image = keras.Input((4,))
    twice = keras.layers.Dense(4, use_bias=False)
    net = keras.Model(image, twice(twice(image)))
    graph = trace(net)
    costs, whole = CostModel(net, graph), np.ones(graph.count, np.bool_)
    assert (costs.parameters(whole), costs.macs(whole)) == (16, 32)
