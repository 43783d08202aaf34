"""The traced loop against Keras's own steps."""

from __future__ import annotations

from collections.abc import Mapping

import keras
import numpy as np
import pytest

from core.datasets.prepare import Data
from core.errors import EvaluationError
from core.models import build
from core.specs import Value
from core.training.classifier import FitSettings, Fitter, Images, log_probabilities
from core.training.trace import TraceCache
from core.training.weights import Checkpoint, draw_weights

ONE: dict[str, Value] = {"blocks": 1, "width_1": 4}


def quiet(reached: Checkpoint, scores: Mapping[str, float]) -> None:
    pass


def refused(reached: Checkpoint, scores: Mapping[str, float]) -> None:
    raise AssertionError(f"Nothing is left to train after epoch {reached.epochs}.")


def network(**choices: Value) -> keras.Model:
    model = build("convnet", input_shape=(8, 8, 1), classes=10, choices=choices)
    draw_weights(model, np.random.default_rng(3))
    return model


def keras_steps(model: keras.Model, data: Data, plan: FitSettings) -> None:
    """The same epochs, batch by batch, by Keras."""
    count = len(data.y_train)
    steps = -(-count // plan.batch_size) * plan.epochs
    decay = keras.optimizers.schedules.CosineDecay(plan.learning_rate, steps)
    model.compile(keras.optimizers.Adam(decay), "sparse_categorical_crossentropy")
    rng = np.random.default_rng(9)
    for _ in range(plan.epochs):
        order = rng.permutation(count)
        for start in range(0, count, plan.batch_size):
            rows = order[start : start + plan.batch_size]
            model.train_on_batch(data.x_train[rows], data.y_train[rows])


def test_weights_after_two_epochs_are_those_of_keras(data: Data) -> None:
    choices = {"blocks": 2, "width_1": 4, "width_2": 6, "separable_2": True, "stride_2": 2}
    ours, theirs = network(**choices), network(**choices)
    # 300 images in batches of 64: the last batch is short.
    plan = FitSettings(epochs=2, batch_size=64, learning_rate=0.002)
    train, validation = Images.of(data.x_train, data.y_train), Images.of(data.x_val, data.y_val)
    rng = np.random.default_rng(9)
    Fitter().fit(ours, train, validation, plan, rng=rng, report=quiet)
    keras_steps(theirs, data, plan)
    for a, b in zip(ours.weights, theirs.weights, strict=True):
        assert np.asarray(a) == pytest.approx(np.asarray(b), abs=3e-3), a.path


def test_generic_layers_train_too(data: Data) -> None:
    layers = keras.layers
    image = keras.Input((8, 8, 1))
    x = layers.Conv2D(8, 3, activation="gelu")(image)
    x = layers.BatchNormalization(center=False, momentum=0.5)(x)
    x = layers.GlobalAveragePooling2D()(layers.SpatialDropout2D(0.1)(x))
    model = keras.Model(image, layers.Dense(10, activation="softmax")(x))
    train, validation = Images.of(data.x_train, data.y_train), Images.of(data.x_val, data.y_val)
    told: list[float] = []
    scores, _ = Fitter().fit(
        model,
        train,
        validation,
        FitSettings(epochs=3, batch_size=50, learning_rate=0.01),
        rng=np.random.default_rng(0),
        report=lambda reached, scores: told.append(scores["loss"]),
    )
    assert told[-1] < told[0]
    assert not np.allclose(np.asarray(model.non_trainable_weights[0]), 0.0)
    probabilities = np.exp(log_probabilities(scores.logits))
    assert probabilities == pytest.approx(model.predict(data.x_val, verbose=0), abs=1e-4)


@pytest.mark.parametrize("epochs", [0, 2])
def test_training_that_is_done_is_scored_and_changes_nothing(epochs: int, data: Data) -> None:
    model, other = network(blocks=1, width_1=4), network(blocks=1, width_1=4)
    train, validation = Images.of(data.x_train, data.y_train), Images.of(data.x_val, data.y_val)
    plan, fitter = FitSettings(epochs=epochs, batch_size=50, learning_rate=0.01), Fitter()

    def fit(model: keras.Model, start: Checkpoint | None) -> tuple[float, Checkpoint]:
        rng, told = np.random.default_rng(0), quiet if start is None else refused
        scores, reached = fitter.fit(
            model, train, validation, plan, rng=rng, report=told, start=start
        )
        return scores.loss, reached

    loss, reached = fit(model, None)
    assert reached.epochs == epochs
    # A second network, given the state alone, is what the first one became.
    assert fit(other, reached)[0] == pytest.approx(loss, rel=1e-5)
    assert all(map(np.array_equal, model.get_weights(), other.get_weights()))


def test_diverged_training_is_said_with_the_epoch(data: Data) -> None:
    model = network(blocks=1, width_1=4)
    model.get_layer("classifier").bias.assign(np.full(10, np.inf, np.float32))
    images = Images.of(data.x_train, data.y_train)
    with pytest.raises(EvaluationError, match="in epoch 1"):
        Fitter().fit(
            model,
            images,
            images,
            FitSettings(2, 64, 0.01),
            rng=np.random.default_rng(0),
            report=quiet,
        )


def test_scoring_in_chunks_keeps_the_order(data: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    model, images = network(blocks=1, width_1=4), Images.of(data.x_val, data.y_val)
    whole = Fitter().score(model, images)
    monkeypatch.setattr("core.training.classifier.SCORED_PIXELS", 64 * 30)
    parts = Fitter().score(model, images)
    assert parts.logits == pytest.approx(whole.logits, abs=1e-5)
    assert parts.accuracy == whole.accuracy


def test_nets_of_one_structure_share_a_trace(data: Data) -> None:
    fitter, images = Fitter(TraceCache()), Images.of(data.x_val, data.y_val)
    for width in (4, 8):
        for kernel in (3, 5):
            fitter.score(network(blocks=1, width_1=width, kernel_1=kernel), images)
    (traces,) = fitter.traces.held()
    assert traces.score.experimental_get_tracing_count() == 1


def test_what_dropout_lets_through_depends_on_the_seed_and_not_on_the_trace(data: Data) -> None:
    # One image again and again: in which order changes nothing.
    images = Images.of(np.repeat(data.x_train[:1], 64, axis=0), np.repeat(data.y_train[:1], 64))
    fitter = Fitter(TraceCache())
    told: list[float] = []
    for seed in (5, 6, 5):
        model = build("convnet", input_shape=(8, 8, 1), classes=10, choices=ONE, dropout=0.5)
        draw_weights(model, np.random.default_rng(3))
        rng, plan = np.random.default_rng(seed), FitSettings(1, 64, 0.01)
        fitter.fit(
            model,
            images,
            images,
            plan,
            rng=rng,
            report=lambda _, scores: told.append(scores["loss"]),
        )
    assert told[0] == pytest.approx(told[2], rel=1e-5)
    assert told[0] != pytest.approx(told[1], rel=1e-3)
    assert len(fitter.traces.held()) == 1


def test_cache_forgets_the_trace_used_longest_ago(data: Data) -> None:
    fitter, images = Fitter(TraceCache(size=2)), Images.of(data.x_val, data.y_val)
    for blocks in (1, 2, 3):
        widths = {f"width_{i}": 4 for i in range(1, blocks + 1)}
        fitter.score(network(blocks=blocks, **widths), images)
    assert len(fitter.traces.held()) == 2
