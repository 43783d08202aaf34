"""Layers called in uncommon ways: networks are scored as they answer and trained as they say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest

from core.parents.importing.flattening import flattened
from core.training.classifier import log_probabilities
from core.training.program import read_program
from core.training.settings import FitSettings
from core.training.trainer import TaskNetwork
from tests.core.training.pictures import trainer

layers = keras.layers
X = np.random.default_rng(0).normal(size=(16, 8, 8, 3)).astype(np.float32)
# Something for a mask to pass over.
X[:, 5:] = 0


def block(image: Any) -> Any:
    return layers.Conv2D(8, 3, padding="same", activation="relu")(image)


def pooled(image: Any) -> Any:
    return layers.GlobalAveragePooling2D()(image)


def rows(image: Any) -> Any:
    return layers.Reshape((64, 8))(block(image))


def normed_vector(image: Any) -> Any:
    return layers.BatchNormalization()(layers.Dense(12)(layers.Flatten()(image)))


def normed_rows(image: Any) -> Any:
    return layers.GlobalAveragePooling1D()(layers.BatchNormalization()(rows(image)))


def gate_without_reshape(image: Any) -> Any:
    x = block(image)
    return pooled(layers.Multiply()([x, layers.Dense(8, activation="sigmoid")(pooled(x))]))


def sum_over_ranks(image: Any) -> Any:
    x = block(image)
    return pooled(layers.Add()([x, layers.Dense(8)(pooled(x))]))


def sum_over_positions(image: Any) -> Any:
    x = block(image)
    return pooled(layers.Add()([x, layers.GlobalAveragePooling2D(keepdims=True)(x)]))


def sum_over_channels(image: Any) -> Any:
    return pooled(layers.Add()([block(image), layers.Conv2D(1, 1)(image)]))


def attention(image: Any) -> Any:
    x = rows(image)
    x = layers.MultiHeadAttention(2, 4)(x, x, use_causal_mask=True)
    return layers.GlobalAveragePooling1D()(x)


def channels_first(image: Any) -> Any:
    return layers.Flatten(data_format="channels_first")(block(image))


def pooled_channels_first(image: Any) -> Any:
    x = layers.MaxPooling2D(2, data_format="channels_first")(block(image))
    x = layers.AveragePooling2D(2, data_format="channels_first")(x)
    return layers.GlobalAveragePooling2D(data_format="channels_first")(x)


def masked(image: Any) -> Any:
    return layers.GRU(6)(layers.Masking()(layers.Reshape((8, 24))(image)))


def called_by_name(image: Any) -> Any:
    return pooled(layers.BatchNormalization()(inputs=block(image), training=False))


ODD = [
    normed_vector,
    normed_rows,
    gate_without_reshape,
    sum_over_ranks,
    sum_over_positions,
    sum_over_channels,
    attention,
    channels_first,
    pooled_channels_first,
    masked,
    called_by_name,
]


def some_weights(model: keras.Model) -> None:
    """Nothing is zero or one, so that nothing left out goes unseen."""
    rng = np.random.default_rng(1)
    for weight in model.weights:
        if weight.dtype == "float32":
            weight.assign(rng.uniform(0.1, 0.9, weight.shape) * rng.choice((0.5, 1.0)))


@pytest.mark.parametrize("net", ODD)
def test_layers_called_in_uncommon_ways_are_scored_as_they_answer(net: Any) -> None:
    image = keras.Input((8, 8, 3))
    model = keras.Model(image, layers.Dense(5, activation="softmax")(net(image)))
    some_weights(model)
    answers = model.predict(X, verbose=0)
    images = trainer(X, answers.argmax(axis=1))
    scores = images.score(model, images.pictures("test"))
    assert np.exp(log_probabilities(scores.logits)) == pytest.approx(answers, abs=1e-4)
    assert scores.accuracy == 1.0


def normed(image: Any) -> Any:
    return layers.BatchNormalization(name="norm")(block(image), training=False)


def base(image: Any) -> Any:
    inner = keras.Input((8, 8, 3))
    norm = layers.BatchNormalization(name="norm")(block(inner))
    return keras.Model(inner, norm, name="base")(image, training=False)


def base_behind_functions(image: Any) -> Any:
    return base(image / 2.0 + 0.1)


def base_that_drops(image: Any) -> Any:
    inner = keras.Input((8, 8, 3))
    x = layers.SpatialDropout2D(0.5)(layers.Dropout(0.5)(block(inner)))
    x = layers.BatchNormalization(name="norm")(layers.GaussianNoise(1.0)(x))
    return keras.Model(inner, x, name="base")(image, training=False)


def base_in_a_base(image: Any) -> Any:
    inner = keras.Input((8, 8, 3))
    return keras.Model(inner, base(inner), name="outer")(image)


def normed_vector_at_rest(image: Any) -> Any:
    x = layers.Flatten()(image)
    x = layers.BatchNormalization(name="norm")(x, training=False)
    return layers.Reshape((8, 8, 3))(x)


AT_REST = [
    normed,
    base,
    base_that_drops,
    base_behind_functions,
    base_in_a_base,
    normed_vector_at_rest,
]


def moving(model: keras.Model) -> list[np.ndarray]:
    return [np.array(w) for w in model.weights if w.path.split("/")[-1].startswith("moving")]


@pytest.mark.parametrize("make", [lambda model: model, lambda model: flattened(model, (8, 8, 3))])
@pytest.mark.parametrize("net", AT_REST)
def test_layers_called_with_training_false_learn_but_keep_their_statistics(
    net: Any, make: Callable[[keras.Model], keras.Model]
) -> None:
    image = keras.Input((8, 8, 3))
    model = make(keras.Model(image, layers.Dense(5, activation="softmax")(pooled(net(image)))))
    some_weights(model)
    images = trainer(X, np.arange(16) % 5)
    before, statistics = model.trainable_weights[0].numpy(), moving(model)
    losses: list[float] = []
    scored = images.score(model, images.pictures("test")).loss
    images.fit(
        TaskNetwork(model),
        FitSettings(epochs=1, batch_size=16, learning_rate=1e-3),
        lambda _, scores: losses.append(scores["loss"]),
    )
    assert len(statistics) == 2
    assert all(map(np.array_equal, statistics, moving(model)))
    assert not np.array_equal(before, model.trainable_weights[0])
    # In one batch: what is trained on is what is scored, nothing dropped or normed anew.
    assert losses == [pytest.approx(scored, rel=1e-4)]


def test_normalisation_at_rest_is_a_step_that_is_shared() -> None:
    image = keras.Input((8, 8, 3))
    inner = keras.Sequential([layers.BatchNormalization(), layers.Dropout(0.5)])
    x = layers.Dropout(0.5)(pooled(inner(image, training=False)))
    program = read_program(keras.Model(image, layers.Dense(5)(x)))
    assert [(step.kind, step.still) for step in program.steps] == [
        ("norm", True),
        ("dropout", True),
        ("mean", False),
        ("dropout", False),
        ("dense", False),
    ]
    assert program.reusable


def test_sum_with_a_layer_of_kerass_own_number_format_trains_in_16_bits() -> None:
    image = keras.Input((8, 8, 3))
    x = block(image)
    x = layers.Add()([x, layers.LayerNormalization()(x)])
    model = keras.Model(image, layers.Dense(5, activation="softmax")(pooled(x)))
    images = trainer(X, np.arange(16) % 5, "bfloat16")
    fitted = images.fit(TaskNetwork(model), FitSettings(1, 8, 1e-3), lambda *_: None)
    assert np.isfinite(fitted.predictions.scores["loss"])
