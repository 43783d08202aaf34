"""Plain operations against the Keras layers that they stand for."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from core.models.keras.layers import WeightedFusion
from core.training.operations import RandomState, apply_program, logits_of
from core.training.program import read_program

layers = keras.layers


def every_kind(image: Any) -> Any:
    x = layers.Rescaling(2.0, offset=-1.0)(image)
    x = layers.Conv2D(6, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))
    left = layers.DepthwiseConv2D(3, padding="same")(x)
    right = layers.Activation("relu")(layers.Conv2D(6, 1, use_bias=False)(x))
    x = layers.Concatenate()([layers.Add()([left, right]), x])
    x = layers.MaxPooling2D(2)(x)
    x = layers.Dense(9, activation="relu")(layers.Flatten()(x))
    return layers.Dense(4, activation="softmax")(layers.Dropout(0.5)(x))


def mobile_kinds(image: Any) -> Any:
    x = layers.Normalization()(layers.Resizing(11, 9)(image))
    x = layers.ZeroPadding2D(((0, 1), (2, 1)))(layers.Cropping2D(((1, 0), (0, 2)))(x))
    x = layers.ReLU(6.0)(layers.SeparableConv2D(6, 3, strides=2, padding="same")(x))
    x = layers.Activation("hard_swish")(layers.AveragePooling2D(3, 1, padding="same")(x))
    gate = layers.GlobalAveragePooling2D(keepdims=True)(x)
    gate = layers.Conv2D(3, 1, activation="swish")(gate)
    left = layers.Multiply()([x, layers.Conv2D(6, 1, activation="hard_sigmoid")(gate)])
    right = layers.Multiply()([x, layers.Conv2D(6, 1, activation="sigmoid")(gate)])
    x = layers.Add()([layers.Dropout(0.5, noise_shape=(None, 1, 1, 1))(left), right])
    x = layers.Conv2D(4, 1)(layers.GlobalAveragePooling2D(keepdims=True)(x))
    return layers.Activation("softmax")(layers.Flatten()(x))


def unknown_kinds(image: Any) -> Any:
    x = layers.SeparableConv2D(5, 3, padding="same", activation="gelu")(image)
    x = layers.BatchNormalization(center=False)(layers.LayerNormalization()(x))
    x = layers.GlobalMaxPooling2D()(layers.SpatialDropout2D(0.5)(x))
    return layers.Dense(4, activation="softmax")(x)


def shared_layer(image: Any) -> Any:
    shared = layers.Conv2D(2, 3, padding="same")
    return layers.Dense(4, activation="softmax")(layers.Flatten()(shared(shared(image))))


def nested_model(image: Any) -> Any:
    inner = keras.Sequential([layers.Conv2D(3, 3), layers.BatchNormalization(), layers.ReLU()])
    return layers.Dense(4, activation="softmax")(layers.Flatten()(inner(image)))


def run(
    model: keras.Model, x: np.ndarray, turn: int | None, seed: int = 0
) -> tuple[Any, list[Any]]:
    weights = [tf.constant(np.asarray(w)) for w in model.trainable_weights]
    statistics = [tf.constant(np.asarray(w)) for w in model.non_trainable_weights]
    random_state = None if turn is None else RandomState(tf.constant(seed), tf.constant(turn))
    program = read_program(model)
    outputs, measured = apply_program(program, tf.constant(x), weights, statistics, random_state)
    return logits_of(program, outputs), measured


@pytest.fixture
def x() -> np.ndarray:
    return np.random.default_rng(0).random((7, 8, 8, 2), dtype=np.float32)


@pytest.mark.parametrize(
    "net", [every_kind, mobile_kinds, unknown_kinds, shared_layer, nested_model]
)
def test_inference_equals_keras(net: Any, x: np.ndarray) -> None:
    image = keras.Input((8, 8, 2))
    model = keras.Model(image, net(image))
    logits, _ = run(model, x, None)
    assert tf.nn.softmax(logits).numpy() == pytest.approx(model(x).numpy(), abs=1e-5)


def test_every_output_of_a_detector_equals_keras(x: np.ndarray) -> None:
    image = keras.Input((8, 8, 2))
    shared = layers.Conv2D(6, 3, padding="same")
    fine = layers.LeakyReLU(0.1)(shared(image))
    coarse = layers.MaxPooling2D(2)(fine)
    fusion = WeightedFusion()
    fused = fusion([fine, layers.UpSampling2D(2)(coarse)])
    rows = [layers.Reshape((-1, 6))(y) for y in (fused, coarse)]
    model = keras.Model(image, [layers.Concatenate(axis=1)(rows), shared(image)])
    fusion.set_weights([np.array([0.3, 2.0])])
    tensors = [tf.constant(np.asarray(weight)) for weight in model.trainable_weights]
    program = read_program(model)
    assert program.reusable
    outputs, _ = apply_program(program, tf.constant(x), tensors, [])
    for found, expected in zip(outputs, model(x), strict=True):
        assert found.numpy() == pytest.approx(expected.numpy(), abs=1e-5)


def test_training_gives_the_batch_statistics(x: np.ndarray) -> None:
    image = keras.Input((8, 8, 2))
    y = layers.Dense(3)(layers.GlobalAveragePooling2D()(layers.BatchNormalization()(image)))
    _, (mean, variance) = run(keras.Model(image, y), x, 1)
    assert mean.numpy() == pytest.approx(x.mean(axis=(0, 1, 2)), abs=1e-5)
    assert variance.numpy() == pytest.approx(x.var(axis=(0, 1, 2), ddof=1), rel=1e-4)


@pytest.mark.parametrize("net", [every_kind, mobile_kinds, unknown_kinds])
def test_random_layers_draw_anew_each_batch_and_under_each_seed(net: Any, x: np.ndarray) -> None:
    image = keras.Input((8, 8, 2))
    model = keras.Model(image, net(image))
    first, again, other, seeded = (
        run(model, x, turn, seed)[0].numpy() for turn, seed in ((1, 0), (1, 0), (2, 0), (1, 7))
    )
    assert first == pytest.approx(again)
    assert first != pytest.approx(other, abs=1e-4)
    assert first != pytest.approx(seeded, abs=1e-4)


@pytest.mark.parametrize("kind", [layers.Dropout, layers.GaussianDropout])
def test_two_random_layers_on_one_value_draw_apart(kind: Any, x: np.ndarray) -> None:
    image = keras.Input((8, 8, 2))
    left, right = (layers.Flatten()(kind(0.5)(image)) for _ in range(2))
    model = keras.Model(image, layers.Concatenate()([left, right]))
    one, other = np.split(run(model, x, 1)[0].numpy(), 2, axis=1)
    assert one != pytest.approx(other, abs=1e-3)


def test_image_whose_block_is_dropped_loses_all_of_it(x: np.ndarray) -> None:
    image = keras.Input((8, 8, 2))
    dropped = layers.Dropout(0.5, noise_shape=(None, 1, 1, 1))(image)
    y, _ = run(keras.Model(image, layers.Flatten()(dropped)), x, 1)
    # The program takes its end for probabilities: their logarithm, cut off at 1e-7.
    kept = np.exp(y.numpy()) > 1e-6
    assert {float(share) for share in kept.mean(axis=1)} == {0.0, 1.0}


def test_stored_mean_and_variance_are_used_and_kept(x: np.ndarray) -> None:
    image = keras.Input((8, 8, 2))
    standardise = layers.Normalization()
    model = keras.Model(image, layers.Dense(3)(layers.Flatten()(standardise(image))))
    standardise.adapt(x)
    logits, measured = run(model, x, 1)
    assert tf.exp(logits).numpy() == pytest.approx(np.clip(model(x).numpy(), 1e-7, 1), abs=1e-4)
    assert [m.numpy() for m in measured[:2]] == [
        pytest.approx(x.mean(axis=(0, 1, 2))),
        pytest.approx(x.var(axis=(0, 1, 2))),
    ]


def test_frozen_layer_keeps_its_statistics(x: np.ndarray) -> None:
    image = keras.Input((8, 8, 2))
    norm = layers.BatchNormalization()
    model = keras.Model(image, layers.Dense(3)(layers.GlobalAveragePooling2D()(norm(image))))
    norm.trainable = False
    _, measured = run(model, x, 1)
    before = [np.asarray(w) for w in model.non_trainable_weights]
    assert all(np.allclose(a, b) for a, b in zip(measured, before, strict=True))
