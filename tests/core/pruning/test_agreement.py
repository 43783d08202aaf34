"""Networks that differ are told apart where their answers hide it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest

from core.pruning.agreement import disagreement
from core.pruning.channels import prune_channels

layers = keras.layers
PICTURES = np.random.default_rng(0).random((8, 8, 8, 3), dtype=np.float32)


def nested(x: Any) -> Any:
    """A classifier that is a model of its own."""
    inner = keras.Input(x.shape[1:])
    return keras.Model(inner, layers.Dense(5, activation="softmax", name="end")(inner))(x)


ENDS = {
    "dense": lambda x: layers.Dense(5, activation="softmax", name="end")(x),
    "layer": lambda x: layers.Softmax()(layers.Dense(5, name="end")(x)),
    "activation": lambda x: layers.Activation("softmax")(layers.Dense(5, name="end")(x)),
    "nested": nested,
    "function": lambda x: keras.ops.softmax(layers.Dense(5, name="end")(x)),
}


def network(end: Callable[[Any], Any], policy: str = "float32") -> keras.Model:
    image = keras.Input((8, 8, 3))
    x = layers.Conv2D(16, 3, activation="relu", dtype=policy, name="first")(image)
    x = layers.Conv2D(16, 3, activation="relu", dtype=policy)(x)
    return keras.Model(image, end(layers.GlobalAveragePooling2D(dtype=policy)(x)))


def changed(model: keras.Model, change: Callable[[np.ndarray], np.ndarray]) -> None:
    kernel = model.get_layer("first").kernel
    kernel.assign(change(np.asarray(kernel)))


@pytest.mark.parametrize("end", ENDS)
def test_swapped_channels_show_before_a_softmax_that_is_sure_of_one_class(end: str) -> None:
    model = network(ENDS[end])
    # One class is far ahead whatever the picture.
    model.weights[-1].assign([90.0, 0, 0, 0, 0])
    result = prune_channels(model, 0.5)
    assert result.disagreement(PICTURES) < 1e-5
    changed(result.model, lambda kernel: kernel[..., ::-1])
    answers = [np.asarray(net(PICTURES)) for net in (result.model, result.masked)]
    assert np.abs(answers[0] - answers[1]).max() < 1e-5
    assert result.disagreement(PICTURES) > 1e-4
    # The softmax is back where it was.
    assert np.asarray(result.model(PICTURES)).sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_networks_of_16_bits_are_compared_in_32() -> None:
    model = network(ENDS["dense"], "mixed_float16")
    result = prune_channels(model, 0.5)
    assert result.disagreement(PICTURES) < 1e-5
    # Less than 16 bits can tell.
    changed(result.model, lambda kernel: kernel * (1 + 1e-4))
    assert 1e-5 < result.disagreement(PICTURES) < 1e-3
    assert result.model.get_layer("first").compute_dtype == "float16"


def test_network_agrees_with_itself_and_not_with_one_of_other_weights() -> None:
    one, other = network(ENDS["dense"]), network(ENDS["dense"])
    assert disagreement(one, one, PICTURES) == 0
    assert disagreement(one, other, PICTURES) > 0.1


def test_whole_numbers_are_taken_as_the_model_takes_them() -> None:
    model = network(ENDS["dense"])
    pictures = np.arange(2 * 8 * 8 * 3, dtype=np.uint8).reshape(2, 8, 8, 3)
    assert prune_channels(model, 0.5).disagreement(pictures) < 1e-5
    data = pictures, np.array([0, 1])
    assert prune_channels(model, 0.5, "activation", data=data).disagreement(pictures) < 1e-5
