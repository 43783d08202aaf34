"""Classifiers are trained on after pruning, taught by their parent, and judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from core.datasets.prepare import Data
from core.parents import repository
from core.results.layout import TrialFolder
from core.training.classifier import ClassifierTrainer
from core.training.settings import FitSettings, Teacher
from core.training.trainer import Checkpoint, Fitted, TaskNetwork
from tests.core.estimators.pruned import flat, network

Told = list[tuple[Checkpoint, Mapping[str, float]]]
SETTINGS = FitSettings(epochs=2, batch_size=32, learning_rate=0.004)


@pytest.fixture
def place(parents: Path) -> Path:
    return repository.folder("net", parents)


@pytest.fixture(scope="module")
def trainer(data: Data) -> ClassifierTrainer:
    return ClassifierTrainer(data)


def fitted(
    trainer: ClassifierTrainer,
    place: Path,
    reported: Told | None = None,
    *,
    seed: tuple[int, int] = (1, 0),
    start: Checkpoint | None = None,
    **changes: Any,
) -> tuple[keras.Model, Fitted]:
    """The parent's network after a round, and what came of that."""
    model, reported = network(place), [] if reported is None else reported
    one = TaskNetwork(model, seed=seed)
    settings = replace(SETTINGS, **changes)
    done = trainer.fit(one, settings, lambda *both: reported.append(both), start)
    return model, done


def test_every_epoch_is_told_with_what_goes_on_from_it(
    trainer: ClassifierTrainer, place: Path, tmp_path: Path
) -> None:
    reported: Told = []
    whole, end = fitted(trainer, place, reported)
    assert [reached.epochs for reached, _ in reported] == [1, 2] and end.checkpoint.epochs == 2
    assert set(reported[0][1]) == set(trainer.curves) - {"epoch"}
    reported[0][0].write(tmp_path / "state.npz", 1.0)
    start, _ = Checkpoint.read(tmp_path / "state.npz")
    model, _ = fitted(trainer, place, later := [], start=start)
    assert [reached.epochs for reached, _ in later] == [2]
    assert flat(model) == pytest.approx(flat(whole), abs=1e-4)


@pytest.mark.parametrize("other", [(2, 0), (1, 1)])
def test_rounds_and_seeds_see_the_images_in_orders_of_their_own(
    trainer: ClassifierTrainer, place: Path, other: tuple[int, int]
) -> None:
    one, _ = fitted(trainer, place)
    again, _ = fitted(trainer, place)
    another, _ = fitted(trainer, place, seed=other)
    assert flat(again) == pytest.approx(flat(one), abs=1e-4)
    assert flat(another) != pytest.approx(flat(one), abs=1e-3)


def test_without_epochs_a_network_is_judged_as_it_is(
    trainer: ClassifierTrainer, place: Path
) -> None:
    model, end = fitted(trainer, place, reported := [], epochs=0)
    assert (end.checkpoint.epochs, reported) == (0, [])
    np.testing.assert_array_equal(flat(model), flat(network(place)))


def test_weights_that_are_zero_stay_so_where_they_are_held(
    trainer: ClassifierTrainer, place: Path
) -> None:
    for holds in (True, False):
        model = network(place)
        kernel = model.get_layer("block2_conv1").kernel
        kernel.assign(np.where(np.asarray(kernel) > 0, np.asarray(kernel), 0.0))
        gone = np.asarray(kernel) == 0
        trainer.fit(TaskNetwork(model), replace(SETTINGS, hold_zeros=holds), lambda *_: None)
        assert bool((np.asarray(kernel)[gone] == 0).all()) == holds


def test_parent_is_asked_once_for_what_it_teaches(
    data: Data, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[keras.Model] = []
    score = ClassifierTrainer.score

    def counted(self: ClassifierTrainer, model: keras.Model, *args: Any) -> Any:
        asked.append(model)
        return score(self, model, *args)

    monkeypatch.setattr(ClassifierTrainer, "score", counted)
    trainer, teacher = ClassifierTrainer(data), Teacher(network(place), 0.5, 4.0)
    taught, _ = fitted(trainer, place, teacher=teacher)
    fitted(trainer, place, teacher=teacher, seed=(1, 1))
    assert asked == [teacher.model]
    alone, _ = fitted(trainer, place)
    assert flat(taught) != pytest.approx(flat(alone), abs=1e-3)


def test_what_it_writes_is_of_the_validation_images(
    trainer: ClassifierTrainer, place: Path, data: Data, folder: Path
) -> None:
    model, end = fitted(trainer, place)
    end.predictions.write(TrialFolder(folder), "validation")
    right = model.predict(data.x_val, verbose=0).argmax(1) == data.y_val
    assert end.predictions.scores["accuracy"] == pytest.approx(right.mean(), abs=1e-9)
    with np.load(folder / "evaluation.npz", allow_pickle=False) as arrays:
        confusion, shown = arrays["confusion"], arrays["example_images"]
    assert confusion.sum(axis=1).tolist() == np.bincount(data.y_val, minlength=10).tolist()
    assert np.trace(confusion) == right.sum() and shown.shape[1:] == data.x_val.shape[1:]
