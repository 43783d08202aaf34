"""Fine-tuning held to a teacher and to its zeros."""

from __future__ import annotations

from dataclasses import replace

import keras
import numpy as np
import pytest

from core.datasets.prepare import Data
from core.models import build
from core.models.keras.calls import kernels_of
from core.pruning.weights import prune_weights
from core.training.classifier import ClassifierTrainer
from core.training.settings import FitSettings, Teacher
from core.training.trainer import TaskNetwork
from core.training.weights import draw_weights, held_zeros

SETTINGS = FitSettings(epochs=12, batch_size=32, learning_rate=0.02)


@pytest.fixture
def wrong(data: Data) -> Data:
    """Training images whose labels are one class too high."""
    return replace(data, y_train=(data.y_train + 1) % 10)


def network() -> keras.Model:
    choices = {"blocks": 2, "width_1": 16, "width_2": 16}
    model = build("convnet", input_shape=(8, 8, 1), classes=10, choices=choices)
    draw_weights(model, np.random.default_rng(3))
    return model


def fitted(
    model: keras.Model, data: Data, teacher: Teacher | None = None, *, hold_zeros: bool = False
) -> float:
    """The accuracy of a network that was trained."""
    settings = replace(SETTINGS, teacher=teacher, hold_zeros=hold_zeros)
    done = ClassifierTrainer(data).fit(TaskNetwork(model, seed=(1,)), settings, lambda *_: None)
    return done.predictions.scores["accuracy"]


def test_network_learns_from_the_teacher_and_not_from_the_labels(data: Data, wrong: Data) -> None:
    expert = network()
    assert fitted(expert, data) > 0.7
    assert fitted(network(), wrong, Teacher(expert, share=1.0, temperature=2.0)) > 0.5
    assert fitted(network(), wrong) < 0.2


def test_student_that_agrees_with_its_teacher_loses_nothing(data: Data) -> None:
    pictures = keras.Input((8, 8, 1))
    classes = keras.layers.Dense(10, "softmax")(keras.layers.Flatten()(pictures))
    model = keras.Model(pictures, classes)
    losses: list[float] = []
    teacher = Teacher(model, share=1.0, temperature=4.0)
    still = FitSettings(epochs=1, batch_size=32, learning_rate=1e-9, teacher=teacher)
    ClassifierTrainer(data).fit(
        TaskNetwork(model),
        still,
        lambda _reached, scores: losses.append(scores["loss"]),
    )
    assert losses == pytest.approx([0.0], abs=1e-4)


def test_teacher_without_a_share_changes_nothing(data: Data) -> None:
    taught, free = network(), network()
    fitted(taught, data, Teacher(network(), share=0.0))
    fitted(free, data)
    for one, other in zip(taught.get_weights(), free.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, atol=2e-3)


def test_zeros_of_kernels_stay_and_the_rest_learns(wrong: Data) -> None:
    model = prune_weights(network(), 0.7).model
    before = [np.array(kernel) for kernel in kernels_of(model)]
    fitted(model, wrong, hold_zeros=True)
    for was, kernel in zip(before, kernels_of(model), strict=True):
        now = np.asarray(kernel)
        assert not now[was == 0].any()
        assert (now[was != 0] != was[was != 0]).any()


def test_zeros_of_slopes_and_tables_may_move() -> None:
    words = keras.Input((4,))
    x = keras.layers.Embedding(5, 3, embeddings_initializer="zeros")(words)
    x = keras.layers.Conv1D(6, 1, kernel_initializer="zeros")(x)
    model = keras.Model(words, keras.layers.PReLU(shared_axes=[1])(x))
    weights = model.trainable_weights
    assert [weight.name for weight in weights] == ["embeddings", "kernel", "bias", "alpha"]
    assert not any(np.asarray(weight).any() for weight in weights)
    ends = np.cumsum([np.size(weight) for weight in weights])[:-1]
    moving = [part.all() for part in np.split(held_zeros(model), ends)]
    assert moving == [True, False, True, True]
