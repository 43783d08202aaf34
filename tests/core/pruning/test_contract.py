"""What every criterion that is registered keeps; every one is tried on a small network."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from core.models.keras.calls import kernels_of
from core.models.pruning_methods import CRITERIA, WEIGHT_CRITERIA
from core.pruning.criteria import score_channels
from core.pruning.graph import trace
from core.pruning.weights import prune_weights
from tests.core.pruning.nets import random_net

RNG = np.random.default_rng(0)
DATA = RNG.normal(size=(20, 8, 8, 3)).astype(np.float32), RNG.integers(0, 5, 20)


@pytest.fixture(scope="module")
def net() -> keras.Model:
    return random_net(11)


@pytest.mark.parametrize("criterion", CRITERIA.names())
def test_a_criterion_scores_every_channel_that_it_sees_alike_each_time(
    net: keras.Model, criterion: str
) -> None:
    graph = trace(net)
    first, again = (score_channels(net, graph, criterion, DATA, seed=3) for _ in range(2))
    seen = ~np.isnan(first)
    assert first.shape == (graph.count,) and seen.any()
    assert np.array_equal(first, again, equal_nan=True)
    assert (first[seen] >= 0).all()
    # Where all were alike, nothing could be chosen by it.
    assert len(np.unique(first[seen])) > 1


@pytest.mark.parametrize("criterion", WEIGHT_CRITERIA.names())
def test_a_criterion_of_weights_leaves_the_share_that_is_asked_for(
    net: keras.Model, criterion: str
) -> None:
    first, again = (prune_weights(net, 0.4, criterion, data=DATA, seed=3) for _ in range(2))
    assert first.sparsity == pytest.approx(0.4, abs=1e-3)
    assert all(np.array_equal(*pair) for pair in zip(first.masks, again.masks, strict=True))
    assert [mask.shape for mask in first.masks] == [tuple(w.shape) for w in kernels_of(net)]
