"""Accuracy of each group at each ratio, without building anything anew."""

from __future__ import annotations

import keras
import numpy as np

from core.pruning.sensitivity import sensitivity
from tests.core.pruning.nets import random_net

PICTURES = np.random.default_rng(0).normal(size=(50, 8, 8, 3)).astype(np.float32)


def _own_answers(net: keras.Model) -> np.ndarray:
    return np.asarray(net(PICTURES)).argmax(-1)


def test_more_pruning_agrees_less_with_the_parent() -> None:
    keras.utils.set_random_seed(0)
    net = random_net(12)
    found = sensitivity(net, (PICTURES, _own_answers(net)), ratios=(0.0, 0.9))
    assert found.unpruned == 1.0
    assert (found.accuracy[:, 0] == 1.0).all()
    assert found.accuracy[:, 1].mean() < 1.0


def test_one_row_for_each_group_that_can_be_pruned() -> None:
    net = random_net(13)
    found = sensitivity(net, (PICTURES, _own_answers(net)), ratios=(0.5,))
    assert found.accuracy.shape == (len(found.groups), 1)
    assert net.layers[-1].name not in found.groups


def test_network_stays_as_it_was() -> None:
    net = random_net(14)
    before = net.get_weights()
    sensitivity(net, (PICTURES, _own_answers(net)), ratios=(0.5,))
    for was, now in zip(before, net.get_weights(), strict=True):
        np.testing.assert_array_equal(was, now)
