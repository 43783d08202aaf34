"""Fine-tuning held to a teacher and to its zeros."""

from __future__ import annotations

from collections.abc import Mapping

import keras
import numpy as np
import pytest

from core.datasets.prepare import Data
from core.errors import EvaluationError
from core.models import build
from core.pruning.weights import kernels_of, prune_weights
from core.training.classifier import FitSettings, Fitter, Images, guide_of, held_zeros
from core.training.trace import Distillation
from core.training.weights import Checkpoint, draw_weights

PLAN = FitSettings(epochs=12, batch_size=32, learning_rate=0.02)


def quiet(reached: Checkpoint, scores: Mapping[str, float]) -> None:
    pass


def network() -> keras.Model:
    choices = {"blocks": 2, "width_1": 16, "width_2": 16}
    model = build("convnet", input_shape=(8, 8, 1), classes=10, choices=choices)
    draw_weights(model, np.random.default_rng(3))
    return model


def fitted(model: keras.Model, data: Data, guide: Distillation | None) -> float:
    """The accuracy of a network trained on labels that are one class too high."""
    train = Images.of(data.x_train, (data.y_train + 1) % 10)
    validation = Images.of(data.x_val, data.y_val)
    rng = np.random.default_rng(1)
    scores, _ = Fitter().fit(model, train, validation, PLAN, rng=rng, report=quiet, guide=guide)
    return scores.accuracy


def test_network_learns_from_the_teacher_and_not_from_the_labels(data: Data) -> None:
    model, right = network(), 10.0 * np.eye(10)[data.y_train]
    guide = guide_of(model, len(right), teacher=right, share=1.0, temperature=2.0)
    assert fitted(model, data, guide) > 0.5
    assert fitted(network(), data, None) < 0.2


def test_student_that_agrees_with_its_teacher_loses_nothing(data: Data) -> None:
    pictures = keras.Input((8, 8, 1))
    classes = keras.layers.Dense(10, "softmax")(keras.layers.Flatten()(pictures))
    model, fitter = keras.Model(pictures, classes), Fitter()
    train = Images.of(data.x_train, data.y_train)
    own = fitter.score(model, train).logits
    guide = guide_of(model, len(own), teacher=own, share=1.0)
    losses: list[float] = []
    still = FitSettings(epochs=1, batch_size=32, learning_rate=1e-9)
    fitter.fit(
        model,
        train,
        train,
        still,
        rng=np.random.default_rng(0),
        report=lambda _reached, scores: losses.append(scores["loss"]),
        guide=guide,
    )
    assert losses == pytest.approx([0.0], abs=1e-4)


def test_guide_that_asks_for_nothing_changes_nothing(data: Data) -> None:
    guided, free = network(), network()
    fitted(guided, data, guide_of(guided, len(data.y_train)))
    fitted(free, data, None)
    for one, other in zip(guided.get_weights(), free.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, atol=2e-3)


def test_zeros_of_kernels_stay_and_the_rest_learns(data: Data) -> None:
    model = prune_weights(network(), 0.7).model
    before = [np.array(kernel) for kernel in kernels_of(model)]
    fitted(model, data, guide_of(model, len(data.y_train), hold_zeros=True))
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


def test_logits_of_other_images_are_refused() -> None:
    with pytest.raises(EvaluationError, match=r"of shape \(300, 10\); got \(299, 10\)"):
        guide_of(network(), 300, teacher=np.zeros((299, 10)))


@pytest.mark.parametrize("wrong", [{"share": 1.5}, {"share": -0.1}, {"temperature": 0.0}])
def test_numbers_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(EvaluationError, match="share must be in .*leave the teacher out"):
        guide_of(network(), 300, **wrong)  # type: ignore[arg-type]
