"""Accuracy of each group at each ratio, without building anything anew."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from core.errors import PruningError
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
    assert (found.quality[:, 0] == 1.0).all()
    assert found.quality[:, 1].mean() < 1.0


def test_one_row_for_each_group_that_can_be_pruned() -> None:
    net = random_net(13)
    found = sensitivity(net, (PICTURES, _own_answers(net)), ratios=(0.5,))
    assert found.quality.shape == (len(found.groups), 1)
    assert net.layers[-1].name not in found.groups


def test_network_stays_as_it_was() -> None:
    net = random_net(14)
    before = net.get_weights()
    sensitivity(net, (PICTURES, _own_answers(net)), ratios=(0.5,))
    for was, now in zip(before, net.get_weights(), strict=True):
        np.testing.assert_array_equal(was, now)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda y: y[:, None], r"one whole number a picture, of the shape \(50,\); got \(50, 1\)"),
        (lambda y: np.eye(5)[y], r"one whole number a picture.*got \(50, 5\). Take labels.argmax"),
        (lambda y: y[:7], "as many labels; got 50 and 7"),
        (lambda y: y + 30, "from 0 to 4, one of the model's 5 classes; got 3"),
    ],
    ids=["column", "one-hot", "too few", "other classes"],
)
def test_labels_that_are_not_one_a_picture_are_refused(change: object, said: str) -> None:
    net = random_net(14)
    with pytest.raises(PruningError, match=said):
        sensitivity(net, (PICTURES, change(_own_answers(net))))  # type: ignore[operator]


@pytest.mark.parametrize("pictures", [PICTURES[..., :1], PICTURES[:, :4, :4], PICTURES[0]])
def test_pictures_of_another_shape_are_refused(pictures: np.ndarray) -> None:
    labels = np.zeros(len(pictures), np.int64)
    with pytest.raises(PruningError, match=r"must be of the shape \(pictures, 8, 8, 3\)"):
        sensitivity(random_net(14), (pictures, labels))


@pytest.mark.parametrize("ratio", [1.5, -0.1, float("nan")])
def test_shares_out_of_their_range_are_refused(ratio: float) -> None:
    net = random_net(14)
    with pytest.raises(PruningError, match=r"ratio must be in \[0, 1\); got"):
        sensitivity(net, (PICTURES, _own_answers(net)), ratios=(0.5, ratio))


def test_model_of_two_outputs_takes_a_measure_of_its_own() -> None:
    image = keras.Input((8, 8, 3))
    x = keras.layers.GlobalAveragePooling2D()(keras.layers.Conv2D(8, 3)(image))
    net = keras.Model(image, [keras.layers.Dense(3)(x), keras.layers.Dense(2)(x)])
    data = PICTURES, np.zeros(50, np.int64)
    with pytest.raises(PruningError, match=r"got outputs of the shapes \(3,\), \(2,\)"):
        sensitivity(net, data)
    found = sensitivity(net, data, ratios=(0.5,), measure=lambda forward: len(forward(PICTURES)))
    assert found.unpruned == 2
