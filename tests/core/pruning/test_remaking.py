"""Layers that only fit the shape that they were made for are pruned, or refused by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from core.errors import PruningError
from core.pruning import prune_channels
from tests.core.pruning.nets import randomise

layers, Constant = keras.layers, keras.initializers.Constant
RNG = np.random.default_rng(0)
PICTURES = RNG.normal(size=(3, 8, 8, 3)).astype(np.float32)


def _net(*between: Any) -> keras.Model:
    """A classifier with ``between`` after its first convolution, of eight channels."""
    x = image = keras.Input((8, 8, 3))
    for layer in (layers.Conv2D(8, 3, padding="same", activation="relu"), *between):
        x = layer(x)
    x = layers.GlobalAveragePooling2D()(layers.Conv2D(8, 3)(x))
    model = keras.Model(image, layers.Dense(4, activation="softmax")(x))
    randomise(model, RNG)
    return model


def _own_values(shape: tuple[int, ...], dtype: Any = None) -> Any:
    """An initialiser that knows one shape."""
    assert shape[-2:] == (8, 8), f"made for 8 channels, not {shape}"
    return keras.ops.ones(shape, dtype)


def _values(*shape: int) -> Any:
    return Constant(RNG.normal(size=shape).astype(np.float32))


# Fixed kernels, as of a blur or a wavelet: antialiased-cnns#10, keras#8099, tensorlayer#59.
BOUND: dict[str, Callable[[], Any]] = {
    "depthwise": lambda: layers.DepthwiseConv2D(3, depthwise_initializer=_values(3, 3, 8, 1)),
    "bias": lambda: layers.Conv2D(6, 1, bias_initializer=_values(6)),
    "identity": lambda: layers.Dense(8, kernel_initializer="identity"),
    "function": lambda: layers.Conv2D(8, 1, kernel_initializer=_own_values),
    "statistics": lambda: layers.BatchNormalization(moving_mean_initializer=_values(8)),
    "separable": lambda: layers.SeparableConv2D(6, 3, depthwise_initializer=_values(3, 3, 8, 1)),
    "slopes": lambda: layers.PReLU(_values(1, 1, 8), shared_axes=[1, 2]),
    "orthogonal": lambda: layers.Conv2DTranspose(6, 2, kernel_initializer="orthogonal"),
}


@pytest.mark.parametrize("kind", BOUND)
def test_initial_values_of_one_shape_do_not_hinder(kind: str, tmp_path: Path) -> None:
    net = _net(BOUND[kind]())
    result = prune_channels(net, 0.4)
    assert result.model.count_params() < net.count_params()
    assert result.disagreement(PICTURES) <= 1e-4
    result.model.save(tmp_path / "small.keras")
    again = keras.models.load_model(tmp_path / "small.keras")
    np.testing.assert_allclose(again(PICTURES), result.model(PICTURES), atol=1e-6)


@pytest.mark.parametrize(
    "activation",
    [tf.nn.relu, tf.nn.swish, tf.nn.leaky_relu, keras.ops.gelu, tf.abs, layers.ReLU(6.0)]
    + [partial(tf.nn.leaky_relu, alpha=0.3), keras.activations.get("gelu")],
)
def test_activations_given_as_functions_are_pruned_as_names_are(activation: Any) -> None:
    net = _net(layers.Conv2D(8, 1, activation=activation))
    result = prune_channels(net, 0.4)
    assert not [kept for kept in result.kept_whole if "activation" in kept.because]
    assert result.disagreement(PICTURES) <= 1e-4
    np.testing.assert_allclose(prune_channels(net, 0.0).model(PICTURES), net(PICTURES), atol=1e-6)


@pytest.mark.parametrize("where", ["kernel_constraint", "bias_regularizer"])
def test_an_array_in_a_constraint_keeps_its_layer_whole(where: str) -> None:
    mask = RNG.integers(0, 2, 8).astype(np.float32)

    @keras.saving.register_keras_serializable(name=f"masked_{where}")
    def masked(weight: Any) -> Any:
        return weight * mask if where == "kernel_constraint" else keras.ops.sum(weight * mask)

    result = prune_channels(_net(layers.Conv2D(8, 1, name="odd", **{where: masked})), 0.4)
    said = {kept.layer: kept.because for kept in result.kept_whole}
    assert f"its {where} holds an array" in said["odd"]
    result.model.compile("sgd", "sparse_categorical_crossentropy")
    assert np.isfinite(result.model.train_on_batch(PICTURES, np.array([0, 1, 2])))


def test_a_learned_vocabulary_comes_along() -> None:
    word = keras.Input((1,), dtype="string")
    lookup = layers.StringLookup()
    lookup.adapt(np.array(["cat", "dog", "cow"]))
    x = layers.Embedding(8, 4)(lookup(word))
    x = layers.Dense(8, activation="relu")(layers.Flatten()(x))
    net = keras.Model(word, layers.Dense(2)(x))
    result = prune_channels(net, 0.0)
    given = tf.constant([["cat"], ["cow"], ["owl"]])
    np.testing.assert_allclose(result.model(given), net(given), atol=1e-6)


def test_a_lambda_is_refused_with_how_to_write_it() -> None:
    net = _net(layers.Conv2D(8, 1, name="odd", activation=lambda x: tf.nn.relu(x)))
    with pytest.raises(PruningError, match=r"Layer 'odd' \(Conv2D\) .*activation='relu'"):
        prune_channels(net, 0.4)


class Moody(layers.Layer):  # type: ignore[misc]
    """Fails once its network is called again."""

    calls = 0

    def call(self, x: Any) -> Any:
        Moody.calls += 1
        if Moody.calls > 1:
            raise AssertionError("not today")
        return x


def test_whatever_is_raised_names_the_layer() -> None:
    Moody.calls = 0
    with pytest.raises(PruningError, match=r"'moody' \(Moody\) .* together again: not today") as e:
        prune_channels(_net(Moody()), 0.4)
    assert isinstance(e.value.__cause__, AssertionError)
