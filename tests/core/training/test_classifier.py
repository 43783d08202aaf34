"""The traced loop against Keras's own steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import keras
import numpy as np
import pytest

from core.datasets.prepare import Data
from core.errors import EvaluationError
from core.models import build
from core.specs import Value
from core.training.classifier import ClassifierPredictions, ClassifierTrainer, log_probabilities
from core.training.settings import FitSettings
from core.training.trace import TraceCache
from core.training.trainer import Checkpoint, TaskNetwork
from core.training.weights import draw_weights

ONE: dict[str, Value] = {"blocks": 1, "width_1": 4}


def quiet(reached: Checkpoint, scores: Mapping[str, float]) -> None:
    pass


def refused(reached: Checkpoint, scores: Mapping[str, float]) -> None:
    raise AssertionError(f"Nothing is left to train after epoch {reached.epochs}.")


def network(**choices: Value) -> keras.Model:
    model = build("convnet", input_shape=(8, 8, 1), classes=10, choices=choices)
    draw_weights(model, np.random.default_rng(3))
    return model


def keras_steps(model: keras.Model, data: Data, settings: FitSettings) -> None:
    """The same epochs, batch by batch, by Keras."""
    count = len(data.y_train)
    steps = -(-count // settings.batch_size) * settings.epochs
    decay = keras.optimizers.schedules.CosineDecay(settings.learning_rate, steps)
    model.compile(keras.optimizers.Adam(decay), "sparse_categorical_crossentropy")
    rng = np.random.default_rng(9)
    for _ in range(settings.epochs):
        order = rng.permutation(count)
        for start in range(0, count, settings.batch_size):
            rows = order[start : start + settings.batch_size]
            model.train_on_batch(data.x_train[rows], data.y_train[rows])


def test_weights_after_two_epochs_are_those_of_keras(data: Data) -> None:
    choices = {"blocks": 2, "width_1": 4, "width_2": 6, "separable_2": True, "stride_2": 2}
    ours, theirs = network(**choices), network(**choices)
    # 300 images in batches of 64: the last batch is short.
    settings = FitSettings(epochs=2, batch_size=64, learning_rate=0.002)
    ClassifierTrainer(data).fit(TaskNetwork(ours, seed=(9,)), settings, quiet)
    keras_steps(theirs, data, settings)
    for a, b in zip(ours.weights, theirs.weights, strict=True):
        assert np.asarray(a) == pytest.approx(np.asarray(b), abs=3e-3), a.path


def test_generic_layers_train_too(data: Data) -> None:
    layers = keras.layers
    image = keras.Input((8, 8, 1))
    x = layers.Conv2D(8, 3, activation="gelu")(image)
    x = layers.BatchNormalization(center=False, momentum=0.5)(x)
    x = layers.GlobalAveragePooling2D()(layers.SpatialDropout2D(0.1)(x))
    model = keras.Model(image, layers.Dense(10, activation="softmax")(x))
    reported: list[float] = []
    fitted = ClassifierTrainer(data).fit(
        TaskNetwork(model),
        FitSettings(epochs=3, batch_size=50, learning_rate=0.01),
        lambda reached, scores: reported.append(scores["loss"]),
    )
    assert reported[-1] < reported[0]
    assert not np.allclose(np.asarray(model.non_trainable_weights[0]), 0.0)
    assert isinstance(fitted.predictions, ClassifierPredictions)
    probabilities = np.exp(log_probabilities(fitted.predictions.logits))
    assert probabilities == pytest.approx(model.predict(data.x_val, verbose=0), abs=1e-4)


@pytest.mark.parametrize("epochs", [0, 2])
def test_training_that_is_done_is_scored_and_changes_nothing(epochs: int, data: Data) -> None:
    model, other = network(blocks=1, width_1=4), network(blocks=1, width_1=4)
    trainer, settings = ClassifierTrainer(data), FitSettings(epochs, 50, 0.01)

    def fit(model: keras.Model, start: Checkpoint | None) -> tuple[float, Checkpoint]:
        reported = quiet if start is None else refused
        done = trainer.fit(TaskNetwork(model), settings, reported, start=start)
        return done.predictions.scores["loss"], done.checkpoint

    loss, reached = fit(model, None)
    assert reached.epochs == epochs
    # A second network, given the state alone, is what the first one became.
    assert fit(other, reached)[0] == pytest.approx(loss, rel=1e-5)
    assert all(map(np.array_equal, model.get_weights(), other.get_weights()))


def test_diverged_training_is_said_with_the_epoch(data: Data) -> None:
    model = network(blocks=1, width_1=4)
    model.get_layer("classifier").bias.assign(np.full(10, np.inf, np.float32))
    with pytest.raises(EvaluationError, match="in epoch 1"):
        ClassifierTrainer(data).fit(TaskNetwork(model), FitSettings(2, 64, 0.01), quiet)


def test_scoring_in_chunks_keeps_the_order(data: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    model, trainer = network(blocks=1, width_1=4), ClassifierTrainer(data)
    images = trainer.pictures("validation")
    whole = trainer.score(model, images)
    monkeypatch.setattr("core.training.classifier.SCORED_PIXELS", 64 * 30)
    parts = trainer.score(model, images)
    assert parts.logits == pytest.approx(whole.logits, abs=1e-5)
    assert parts.accuracy == whole.accuracy


def test_nets_of_one_structure_share_a_trace(data: Data) -> None:
    trainer = ClassifierTrainer(data, traces=TraceCache())
    for width in (4, 8):
        for kernel in (3, 5):
            trainer.predict(TaskNetwork(network(blocks=1, width_1=width, kernel_1=kernel)), "test")
    (traces,) = trainer.traces.held()
    assert traces.score.experimental_get_tracing_count() == 1


def test_what_dropout_lets_through_depends_on_the_seed_and_not_on_the_trace(data: Data) -> None:
    # One image again and again: in which order changes nothing.
    x, y = np.repeat(data.x_train[:1], 64, axis=0), np.repeat(data.y_train[:1], 64)
    trainer = ClassifierTrainer(replace(data, x_train=x, y_train=y), traces=TraceCache())
    reported: list[float] = []
    for seed in (5, 6, 5):
        model = build("convnet", input_shape=(8, 8, 1), classes=10, choices=ONE, dropout=0.5)
        draw_weights(model, np.random.default_rng(3))
        trainer.fit(
            TaskNetwork(model, seed=(seed,)),
            FitSettings(1, 64, 0.01),
            lambda _, scores: reported.append(scores["loss"]),
        )
    assert reported[0] == pytest.approx(reported[2], rel=1e-5)
    assert reported[0] != pytest.approx(reported[1], rel=1e-3)
    assert len(trainer.traces.held()) == 1


def test_cache_forgets_the_trace_used_longest_ago(data: Data) -> None:
    trainer = ClassifierTrainer(data, traces=TraceCache(size=2))
    for blocks in (1, 2, 3):
        widths = {f"width_{i}": 4 for i in range(1, blocks + 1)}
        trainer.predict(TaskNetwork(network(blocks=blocks, **widths)), "test")
    assert len(trainer.traces.held()) == 2
