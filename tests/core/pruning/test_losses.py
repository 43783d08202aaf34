"""Slopes of the loss, and the data that there must be for them."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from core.errors import PruningError
from core.pruning import losses
from core.pruning.losses import WithLoss, batches, gradients

RNG = np.random.default_rng(0)
PICTURES = RNG.normal(size=(150, 4)).astype(np.float32)
LABELS = RNG.integers(0, 3, 150)


def _net() -> keras.Model:
    image = keras.Input((4,))
    return keras.Model(image, keras.layers.Dense(3, activation="softmax")(image))


def _slope_by_hand(net: keras.Model) -> np.ndarray:
    """Of the cross-entropy: the pictures, weighted by how wrong each class is."""
    wrong = np.asarray(net(PICTURES)) - np.eye(3)[LABELS]
    return PICTURES.T @ wrong / len(PICTURES)


def test_slopes_are_those_of_the_mean_cross_entropy_over_all_batches() -> None:
    net = _net()
    (slope,) = gradients(net, [net.layers[-1].kernel], (PICTURES, LABELS))
    assert len(PICTURES) % losses.BATCH
    np.testing.assert_allclose(slope, _slope_by_hand(net), atol=1e-6)


def test_loss_that_comes_with_the_data_goes_first() -> None:
    net = _net()
    data = WithLoss(PICTURES, LABELS, lambda outputs, labels: keras.ops.sum(0.0 * outputs))
    (slope,) = gradients(net, [net.layers[-1].kernel], data)
    assert not slope.any()


def test_compiled_loss_takes_its_own_kind_of_labels() -> None:
    net = _net()
    net.compile("sgd", "categorical_crossentropy")
    (slope,) = gradients(net, [net.layers[-1].kernel], (PICTURES, np.eye(3)[LABELS]))
    np.testing.assert_allclose(slope, _slope_by_hand(net), atol=1e-6)


@pytest.mark.parametrize(
    ("shape", "sizes"),
    [((130, 28, 28, 1), [64, 64, 2]), ((5, 384, 384, 3), [1] * 5), ((70, 4), [64, 6])],
)
def test_large_pictures_are_predicted_a_few_at_a_time(
    shape: tuple[int, ...], sizes: list[int]
) -> None:
    pictures = np.zeros(shape, np.uint8)
    parts = [pictures[part] for part in batches(pictures)]
    assert [len(part) for part in parts] == sizes


def test_frozen_weights_have_slopes_too() -> None:
    net = _net()
    net.trainable = False
    (slope,) = gradients(net, [net.layers[-1].kernel], (PICTURES, LABELS))
    assert slope.any()


@pytest.mark.parametrize(
    ("pictures", "labels", "said"),
    [
        (PICTURES[:0], LABELS[:0], "as many labels; got 0 and 0. Give a few hundred"),
        (PICTURES, LABELS[:9], "as many labels; got 150 and 9"),
        (PICTURES, np.eye(3)[LABELS], r"of the shape \(150,\); got \(150, 3\)"),
        (PICTURES[:, :3], LABELS, r"of the shape \(pictures, 4\), .* takes; got \(150, 3\)"),
        (PICTURES, LABELS[:, None], r"of the shape \(150,\); got \(150, 1\)"),
        (PICTURES, LABELS + 1, "from 0 to 2, one of the model's 3 classes; got 3. Count"),
        (PICTURES, LABELS - 1, "from 0 to 2, .*; got -1"),
        (PICTURES, LABELS / 2, "from 0 to 2, .*; got 0.5"),
        (PICTURES, None, "as many labels; got 150 and 0"),
    ],
)
def test_data_that_does_not_fit_is_refused(
    pictures: np.ndarray, labels: np.ndarray, said: str
) -> None:
    net = _net()
    with pytest.raises(PruningError, match=said):
        gradients(net, [net.layers[-1].kernel], (pictures, labels))


def test_pictures_alone_are_no_data() -> None:
    net = _net()
    with pytest.raises(PruningError, match=r"must be \(pictures, labels\); got ndarray"):
        gradients(net, [net.layers[-1].kernel], PICTURES)  # type: ignore[arg-type]


def _logits() -> keras.Model:
    image = keras.Input((4,))
    return keras.Model(image, keras.layers.Dense(3)(image))


def test_scores_that_are_no_probabilities_are_refused_without_a_loss() -> None:
    net = _logits()
    with pytest.raises(PruningError, match=r"from 0 to 1, .* go from -.* Compile .* add a softmax"):
        gradients(net, [net.layers[-1].kernel], (PICTURES, LABELS))


def test_compiled_loss_of_scores_has_the_slope_of_the_probabilities() -> None:
    net, same = _logits(), _net()
    same.set_weights(net.get_weights())
    net.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    (slope,) = gradients(net, [net.layers[-1].kernel], (PICTURES, LABELS))
    np.testing.assert_allclose(slope, _slope_by_hand(same), atol=1e-6)


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "sparse_categorical_crossentropy"])
def test_labels_that_do_not_fit_the_compiled_loss_are_refused(loss: str) -> None:
    net = _net()
    net.compile("sgd", loss)
    with pytest.raises(PruningError, match="what the loss that the model is compiled with takes"):
        gradients(net, [net.layers[-1].kernel], (PICTURES, LABELS + 5))


@pytest.mark.parametrize("widths", [(1,), (3, 2)])
def test_other_models_than_classifiers_need_a_loss(widths: tuple[int, ...]) -> None:
    image = keras.Input((4,))
    ends = [keras.layers.Dense(width, activation="sigmoid")(image) for width in widths]
    net = keras.Model(image, ends)
    with pytest.raises(PruningError, match=r"two classes or more; got outputs .*WithLoss"):
        gradients(net, [net.layers[-1].kernel], (PICTURES, LABELS * 0))
    if len(widths) == 1:
        net.compile("sgd", "binary_crossentropy")
        assert gradients(net, [net.layers[-1].kernel], (PICTURES, LABELS > 1))[0].any()
