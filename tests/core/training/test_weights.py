"""Flat vectors and back, and fresh weights."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from core.models import build
from core.training.program import read_program
from core.training.weights import draw_weights, layout_of, training_state, write_back


def network() -> keras.Model:
    choices = {"blocks": 2, "width_1": 4, "width_2": 6, "separable_2": True}
    return build("convnet", input_shape=(8, 8, 1), classes=3, choices=choices)


def test_written_back_weights_are_the_ones_taken() -> None:
    one, other = network(), network()
    write_back(other, training_state(one))
    for a, b in zip(one.weights, other.weights, strict=True):
        assert np.array_equal(np.asarray(a), np.asarray(b))


def test_draws_repeat_with_the_seed_and_differ_without() -> None:
    models = [network() for _ in range(3)]
    for model, seed in zip(models, (1, 1, 2), strict=True):
        draw_weights(model, np.random.default_rng(seed))
    first, again, other = (training_state(model).weights.numpy() for model in models)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_draws_stay_within_glorots_limit() -> None:
    model = network()
    draw_weights(model, np.random.default_rng(0))
    for name, limit in (
        ("block1_conv1", np.sqrt(6 / (9 * (1 + 4)))),
        ("block2_conv1_depthwise", np.sqrt(6 / (9 * 2))),
        ("classifier", np.sqrt(6 / (6 + 3))),
    ):
        kernel = np.asarray(model.get_layer(name).kernel)
        assert 0.5 * limit < np.abs(kernel).max() <= limit
    assert np.asarray(model.get_layer("block1_conv1_norm").gamma) == pytest.approx(1.0)


def test_slopes_of_an_activation_stay_as_they_are() -> None:
    image = keras.Input((4, 4, 1))
    x = keras.layers.PReLU(shared_axes=[1, 2])(keras.layers.Conv2D(6, 3)(image))
    model = keras.Model(image, x)
    draw_weights(model, np.random.default_rng(0))
    assert not np.asarray(model.layers[-1].alpha).any()


def test_cuts_cover_the_vectors_and_carry_the_momentum() -> None:
    model = network()
    state, layout = training_state(model), layout_of(model, read_program(model))
    assert int(layout.sizes.numpy().sum()) == state.weights.shape[0]
    assert int(layout.statistic_sizes.numpy().sum()) == state.statistics.shape[0]
    assert set(layout.keep.numpy().round(6)) == {np.float32(0.9)}


def test_statistics_without_momentum_are_replaced() -> None:
    image = keras.Input((8, 8, 2))
    norm = keras.layers.BatchNormalization(center=False)
    model = keras.Model(image, keras.layers.GlobalAveragePooling2D()(norm(image)))
    assert layout_of(model, read_program(model)).keep.numpy().tolist() == [0.0] * 4
