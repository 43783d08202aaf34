"""Counts of a built model against a hand count and the sketch."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from core.models import build, sketch
from core.presets import preset_spaces
from core.profile.counts import count
from core.spaces import sample


def test_counts_by_hand() -> None:
    layers = keras.layers
    image = keras.Input((8, 8, 2))
    x = layers.Conv2D(4, 3, strides=2, padding="same")(image)
    x = layers.Conv2D(6, 3, groups=2)(x)
    x = layers.Dense(5)(layers.GlobalAveragePooling2D()(x))
    counts = count(keras.Model(image, x))
    assert counts.macs == 4 * 4 * 9 * 2 * 4 + 2 * 2 * 9 * 2 * 6 + 6 * 5
    assert counts.parameters == (9 * 2 * 4 + 4) + (9 * 2 * 6 + 6) + (6 * 5 + 5)


def test_separable_counts_both_halves() -> None:
    image = keras.Input((5, 5, 4))
    model = keras.Model(image, keras.layers.SeparableConv2D(6, 3, padding="same")(image))
    assert count(model).macs == 25 * (9 * 4 + 4 * 6)


def test_transposed_convolution_is_counted_at_its_inputs() -> None:
    image = keras.Input((5, 5, 4))
    model = keras.Model(image, keras.layers.Conv2DTranspose(6, 3, strides=2)(image))
    assert count(model).macs == 25 * 9 * 4 * 6


def test_layer_called_twice_computes_twice_with_the_same_weights() -> None:
    one, other = keras.Input((4,)), keras.Input((4,))
    shared = keras.layers.Dense(3)
    counts = count(keras.Model([one, other], [shared(one), shared(other)]))
    assert (counts.parameters, counts.macs) == (15, 24)


def test_nested_model_is_counted() -> None:
    inner = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    image = keras.Input((4,))
    assert count(keras.Model(image, inner(image))).macs == 12


@pytest.mark.parametrize("seed", range(5))
def test_counts_equal_the_sketch(seed: int) -> None:
    choices = sample(preset_spaces()["convnet_small"], np.random.default_rng(seed))
    counts = count(build("convnet", input_shape=(8, 8, 1), classes=10, choices=choices))
    drawn = sketch("convnet", choices, input_shape=(8, 8, 1), classes=10)
    assert (counts.parameters, counts.macs) == (drawn.parameters, drawn.macs)
