"""Costs of the networks that are left, and what is said where the clock confirms none."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from core.errors import PruningError
from core.pruning.graph import trace
from core.pruning.targets import TARGETS, cost_of, share_by_clock
from tests.core.pruning.nets import random_net


@pytest.mark.parametrize("target", TARGETS)
def test_network_costs_less_without_most_of_its_channels(target: str) -> None:
    image = keras.Input((8, 8, 3))
    x = keras.layers.Conv2D(8, 3)(image)
    net = keras.Model(image, keras.layers.Dense(2)(keras.layers.Flatten()(x)))
    graph = trace(net)
    cost = cost_of(net, graph, target)
    whole = np.ones(graph.count, np.bool_)
    few = whole & (graph.frozen | (np.arange(graph.count) % 8 == 0))
    # How much time is left hangs on the machine.
    assert 0 < cost(few) and (target == "latency" or cost(few) < cost(whole))


def test_parent_takes_all_of_its_time() -> None:
    net = random_net(1, parts=1)
    graph = trace(net)
    assert cost_of(net, graph, "latency")(np.ones(graph.count, np.bool_)) == 1.0


def test_share_that_the_clock_does_not_confirm_is_refused_with_what_it_said() -> None:
    readings = iter(range(1000))
    with pytest.raises(
        PruningError,
        match=r"ratio=0.3 of the latency was not confirmed: the network should take 0.70 of its "
        r"parent's time, and those found took 1.00, 1.00, 1.00 when timed again.*target='macs'",
    ):
        # Every seventh reading, the one after the halvings, is another than those before it.
        share_by_clock(lambda gone: 1.0 if next(readings) % 7 == 6 else 0.5, 0.3)
