"""Building a family as a Keras model."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from core.errors import EvaluationError
from core.models import build


def test_output_is_a_distribution_over_classes() -> None:
    model = build("convnet", input_shape=(8, 8, 3), classes=5, choices={"blocks": 1, "width_1": 4})
    y = model(np.random.default_rng(0).random((6, 8, 8, 3), dtype=np.float32)).numpy()
    assert y.shape == (6, 5)
    assert y.sum(axis=1) == pytest.approx(np.ones(6), abs=1e-5)


def test_names_are_stable_and_every_convolution_is_in_the_graph() -> None:
    choices = {"blocks": 2, "width_1": 4, "repeats_1": 2, "width_2": 8, "separable_2": True}
    model = build("convnet", input_shape=(8, 8, 1), classes=2, choices=choices)
    kinds = (keras.layers.Conv2D, keras.layers.DepthwiseConv2D)
    names = [layer.name for layer in model.layers if isinstance(layer, kinds)]
    assert names == [
        "block1_conv1",
        "block1_conv2",
        "block2_conv1_depthwise",
        "block2_conv1_pointwise",
    ]
    assert model.layers[-1].name == "classifier"


def test_moving_statistics_are_quick_enough_for_short_training() -> None:
    model = build("convnet", input_shape=(8, 8, 1), classes=2, choices={"blocks": 1, "width_1": 4})
    assert model.get_layer("block1_conv1_norm").momentum == 0.9


def test_dropout_option_adds_a_layer() -> None:
    choices = {"blocks": 1, "width_1": 4}
    model = build("convnet", input_shape=(8, 8, 1), classes=2, choices=choices, dropout=0.2)
    assert model.get_layer("dropout").rate == 0.2


def test_missing_choice_is_an_evaluation_error() -> None:
    with pytest.raises(EvaluationError, match="width_1"):
        build("convnet", input_shape=(8, 8, 1), classes=2, choices={"blocks": 1})
