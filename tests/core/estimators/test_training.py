"""Training one candidate: learns, saves what it reports, and says what went wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from core.datasets.prepare import Data
from core.errors import EvaluationError
from core.estimators.base import EvaluationRequest
from core.estimators.catalogue import TrainingParams
from core.estimators.training import Training
from core.presets import preset_spaces
from core.specs import Space, Value
from core.training.trainer import Checkpoint
from tests.core.estimators.imported_parents import quiet


def test_learns_the_digits_and_the_saved_model_scores_the_same(
    digits: Data, one: Space, folder: Path
) -> None:
    training = Training(TrainingParams(batch_size=32, learning_rate=0.02), digits, "cpu")
    choices = {"blocks": 2, "width_1": 16, "width_2": 24, "stride_2": 2, "separable_2": True}
    evaluation = training.evaluate(EvaluationRequest(one, choices, seed=0, folder=folder), quiet)
    assert evaluation.metrics["val_accuracy"] > 0.9
    model = keras.models.load_model(folder / "model.keras", compile=False)
    probabilities = model.predict(digits.x_val, verbose=0)
    accuracy = float((probabilities.argmax(axis=1) == digits.y_val).mean())
    assert accuracy == pytest.approx(evaluation.metrics["val_accuracy"], abs=1e-9)
    picked = probabilities[np.arange(len(digits.y_val)), digits.y_val]
    assert -np.log(picked).mean() == pytest.approx(evaluation.metrics["val_loss"], rel=1e-3)


@pytest.mark.parametrize("name", ["mobilenet_small", "efficientnet"])
def test_mobile_networks_learn_within_two_epochs(name: str, digits: Data, folder: Path) -> None:
    choices: dict[str, Value] = {
        "stages": 2,
        "resolution": 12,
        "squeeze_2": True,
        "activation_1": "hard_swish",
        "depth_2": 2,
    }
    space = preset_spaces()[name]
    small = {"width_multiplier": 0.2, "output_stride": 4}
    space = space.model_copy(update={"options": {**space.options, **small}})
    losses: list[float] = []
    Training(TrainingParams(epochs=2), digits, "cpu").evaluate(
        EvaluationRequest(space, choices, seed=0, folder=folder),
        lambda epoch, scores: losses.append(scores["loss"]),
    )
    assert losses[1] < 0.75 * losses[0]
    model = keras.models.load_model(folder / "model.keras", compile=False)
    assert {"Resizing", "Multiply", "Add"} <= {type(layer).__name__ for layer in model.layers}


def test_the_size_measured_before_training_is_the_files_own(
    data: Data, one: Space, choices: dict[str, Value], folder: Path
) -> None:
    training = Training(TrainingParams(epochs=1), data, "cpu")
    before = training.measure(one, choices)
    training.evaluate(EvaluationRequest(one, choices, seed=0, folder=folder), quiet)
    assert before == {"size_bytes": (folder / "model.keras").stat().st_size}


def test_the_test_images_go_to_the_device_once(
    data: Data, one: Space, choices: dict[str, Value], folder: Path
) -> None:
    training = Training(TrainingParams(epochs=1), data, "cpu")
    training.evaluate(EvaluationRequest(one, choices, seed=0, folder=folder), quiet)
    scores = training.test(folder / "model.keras")
    images = training._trainer.pictures("test")
    assert training.test(folder / "model.keras") == scores
    assert training._trainer.pictures("test") is images


def test_loss_that_is_no_number_fails_the_candidate(
    data: Data, one: Space, choices: dict[str, Value], folder: Path
) -> None:
    broken = replace(data, x_train=np.full_like(data.x_train, np.nan))
    training = Training(TrainingParams(epochs=3), broken, "cpu")
    with pytest.raises(EvaluationError, match="loss became nan in epoch 1"):
        training.evaluate(EvaluationRequest(one, choices, seed=0, folder=folder), quiet)


def test_mixed_precision_learns_as_float32_does_and_saves_float32_weights(
    data: Data, one: Space, choices: dict[str, Value], tmp_path: Path
) -> None:
    losses = []
    for precision in ("float32", "mixed"):
        folder = tmp_path / precision
        folder.mkdir()
        params = TrainingParams.model_validate({"epochs": 6, "precision": precision})
        training = Training(params, data, "cpu")
        training.evaluate(EvaluationRequest(one, choices, seed=0, folder=folder), quiet)
        losses.append(json.loads((folder / "curves.json").read_text())["loss"][-1])
    assert losses[1] == pytest.approx(losses[0], rel=0.05)
    model = keras.models.load_model(folder / "model.keras", compile=False)
    assert {str(weight.dtype) for weight in model.weights} == {"float32"}


def test_options_of_the_space_reach_the_network(
    data: Data, choices: dict[str, Value], folder: Path
) -> None:
    space = Space(name="one", family="convnet", choices=(), options={"dropout": 0.3})
    training = Training(TrainingParams(epochs=1), data, "cpu")
    training.evaluate(EvaluationRequest(space, choices, seed=0, folder=folder), quiet)
    model = keras.models.load_model(folder / "model.keras", compile=False)
    assert model.get_layer("dropout").rate == 0.3


def test_two_epochs_and_two_more_are_four_at_once(
    data: Data, one: Space, choices: dict[str, Value], tmp_path: Path
) -> None:
    training = Training(TrainingParams(epochs=4, learning_rate=0.002), data, "cpu")
    weights = []
    for name, epochs, resume in (("half", 2, None), ("rest", 4, "half"), ("whole", 4, None)):
        place = tmp_path / name
        place.mkdir()
        training.evaluate(
            EvaluationRequest(
                one,
                choices,
                seed=7,
                folder=place,
                epochs=epochs,
                resume=tmp_path / resume if resume else None,
            ),
            quiet,
        )
        weights.append(keras.models.load_model(place / "model.keras", compile=False).get_weights())
    half, rest, whole = (np.concatenate([one.ravel() for one in each]) for each in weights)
    assert rest == pytest.approx(whole, abs=1e-4)
    assert half != pytest.approx(whole, abs=1e-2)
    assert [(tmp_path / n / "state.npz").exists() for n in ("half", "rest", "whole")] == [
        True,
        False,
        False,
    ]


def test_the_seconds_of_a_continued_training_are_those_of_all_of_it(
    data: Data, one: Space, choices: dict[str, Value], tmp_path: Path
) -> None:
    training = Training(TrainingParams(epochs=2), data, "cpu")
    first, second = tmp_path / "first", tmp_path / "second"
    for place in (first, second):
        place.mkdir()
    training.evaluate(EvaluationRequest(one, choices, seed=0, folder=first, epochs=1), quiet)
    checkpoint, _ = Checkpoint.read(first / "state.npz")
    checkpoint.write(first / "state.npz", seconds=1000.0)
    evaluation = training.evaluate(
        EvaluationRequest(one, choices, seed=0, folder=second, resume=first),
        quiet,
    )
    assert 1000.0 < evaluation.metrics["seconds"] < 1300.0
