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
from core.errors import DataError
from core.estimators.catalogue import PruningParams
from core.estimators.compression.fine_tuning import FineTuneRound, RoundCheckpoint
from core.estimators.compression.images import ClassifierTuner
from core.parents import repository
from core.training.classifier import Fitter
from tests.core.estimators.pruned import flat, network

Told = list[tuple[RoundCheckpoint, Mapping[str, float]]]


@pytest.fixture
def place(parents: Path) -> Path:
    return repository.folder("net", parents)


@pytest.fixture(scope="module")
def tuner(data: Data) -> ClassifierTuner:
    return ClassifierTuner(PruningParams(batch_size=32), data, "cpu")


@pytest.fixture
def lesson(place: Path) -> FineTuneRound:
    return FineTuneRound(
        parent=place, seed=1, number=0, epochs=2, until=2, taught=False, holds=False
    )


def fitted(tuner: ClassifierTuner, lesson: FineTuneRound, told: Told | None = None) -> Any:
    """The parent's network after a lesson, and what came of that."""
    model, told = network(lesson.parent), [] if told is None else told
    return model, tuner.fit(model, lesson, lambda stand, scores: told.append((stand, scores)))


def test_every_epoch_is_told_with_what_goes_on_from_it(
    tuner: ClassifierTuner, lesson: FineTuneRound, tmp_path: Path
) -> None:
    told: Told = []
    whole, end = fitted(tuner, lesson, told)
    assert [stand.epochs for stand, _ in told] == [1, 2] and end.stand.epochs == 2
    assert set(told[0][1]) == set(tuner.curves) - {"epoch"}
    told[0][0].write(tmp_path / "state.npz", 1.0)
    model, _ = fitted(tuner, replace(lesson, start=tmp_path / "state.npz"), later := [])
    assert [stand.epochs for stand, _ in later] == [2]
    assert flat(model) == pytest.approx(flat(whole), abs=1e-4)


@pytest.mark.parametrize("other", [{"seed": 2}, {"number": 1}])
def test_rounds_and_seeds_see_the_images_in_orders_of_their_own(
    tuner: ClassifierTuner, lesson: FineTuneRound, other: dict[str, int]
) -> None:
    one, _ = fitted(tuner, lesson)
    again, _ = fitted(tuner, lesson)
    another, _ = fitted(tuner, replace(lesson, **other))
    assert flat(again) == pytest.approx(flat(one), abs=1e-4)
    assert flat(another) != pytest.approx(flat(one), abs=1e-3)


def test_without_epochs_a_network_is_judged_as_it_is(
    tuner: ClassifierTuner, lesson: FineTuneRound
) -> None:
    model, end = fitted(tuner, replace(lesson, epochs=0, until=0, holds=True), told := [])
    assert (end.stand.epochs, told) == (0, [])
    np.testing.assert_array_equal(flat(model), flat(network(lesson.parent)))


def test_weights_that_are_zero_stay_so_where_they_are_held(
    tuner: ClassifierTuner, lesson: FineTuneRound
) -> None:
    for holds in (True, False):
        model = network(lesson.parent)
        kernel = model.get_layer("block2_conv1").kernel
        kernel.assign(np.where(np.asarray(kernel) > 0, np.asarray(kernel), 0.0))
        gone = np.asarray(kernel) == 0
        tuner.fit(model, replace(lesson, holds=holds), lambda *_: None)
        assert bool((np.asarray(kernel)[gone] == 0).all()) == holds


def test_parent_is_asked_once_for_what_it_teaches(
    data: Data, lesson: FineTuneRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[keras.Model] = []
    score = Fitter.score

    def counted(self: Fitter, model: keras.Model, *args: Any) -> Any:
        asked.append(model)
        return score(self, model, *args)

    monkeypatch.setattr(Fitter, "score", counted)
    tuner = ClassifierTuner(PruningParams(batch_size=32), data, "cpu")
    taught, _ = fitted(tuner, replace(lesson, taught=True))
    fitted(tuner, replace(lesson, taught=True, number=1))
    assert asked == [tuner.parent(lesson.parent)]
    alone, _ = fitted(tuner, lesson)
    assert flat(taught) != pytest.approx(flat(alone), abs=1e-3)


def test_what_it_leaves_is_of_the_validation_images(
    tuner: ClassifierTuner, lesson: FineTuneRound, data: Data, folder: Path
) -> None:
    model, end = fitted(tuner, lesson)
    qualities = tuner.leave(end, folder)
    right = model.predict(data.x_val, verbose=0).argmax(1) == data.y_val
    assert qualities["val_accuracy"] == pytest.approx(right.mean(), abs=1e-9)
    with np.load(folder / "evaluation.npz", allow_pickle=False) as arrays:
        confusion, shown = arrays["confusion"], arrays["example_images"]
    assert confusion.sum(axis=1).tolist() == np.bincount(data.y_val, minlength=10).tolist()
    assert np.trace(confusion) == right.sum() and shown.shape[1:] == data.x_val.shape[1:]


def test_criteria_are_shown_the_same_training_images_every_time(
    tuner: ClassifierTuner, place: Path, data: Data
) -> None:
    pictures, labels = tuner.samples(place)
    assert len(pictures) == len(labels) == 256 < len(data.y_train)
    np.testing.assert_array_equal(pictures, tuner.samples(place)[0])
    assert set(map(bytes, pictures)) <= set(map(bytes, data.x_train))


def test_network_of_the_parent_that_is_gone_is_no_candidates_fault(
    tuner: ClassifierTuner, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match="damaged or gone. Remove the parent and take it in again"):
        tuner.parent(tmp_path)
