"""What every registered estimator that trains keeps, be it on images or on a parent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from core.datasets.prepare import Data
from core.errors import EvaluationError
from core.estimators import ESTIMATORS, Estimator
from core.estimators.catalogue import works_on
from core.specs import METRICS, Space, Value
from tests.core.estimators.adopted import quiet
from tests.core.estimators.stopping import StopError, gone_on

CURVES = {"epoch", "loss", "accuracy", "val_loss", "val_accuracy"}

# One that looks scores up, or trains nothing, has tests of its own: it leaves no files.
TRAINING = [
    entry.name
    for entry in ESTIMATORS.entries()
    if works_on(entry.name) != "table" and "val_accuracy" in entry.params.scores
]
Candidate = tuple[Space, dict[str, Value]]


@pytest.fixture(params=TRAINING)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def estimator(name: str, data: Data) -> Estimator:
    params = ESTIMATORS.entry(name).params.model_validate({"epochs": 3, "latency": False})
    made: Estimator = ESTIMATORS.load(name)(params, data, "cpu")
    return made


@pytest.fixture
def candidate(name: str, one: Space, choices: dict[str, Value], pruned: Space) -> Candidate:
    """A space that the estimator works on, and choices of it."""
    return {"images": (one, choices), "parent": (pruned, {"ratio": 0.5})}[works_on(name)]


@pytest.fixture
def impossible(name: str, one: Space, pruned: Space) -> tuple[Candidate, str]:
    """A candidate that cannot be, and what is said of it."""
    lottery: dict[str, Value] = {"granularity": "channels", "schedule": "lottery"}
    return {
        "images": ((one, {"blocks": 1}), "width_1"),
        "parent": ((pruned, lottery), "schedule must be one_shot, linear or cubic"),
    }[works_on(name)]


def test_metrics_are_known_and_complete(
    estimator: Estimator, candidate: Candidate, folder: Path
) -> None:
    evaluation = estimator.evaluate(*candidate, seed=1, folder=folder, report=quiet)
    assert set(evaluation.metrics) <= set(METRICS)
    assert {"val_accuracy", "val_loss", "parameters", "macs", "size_bytes", "seconds"} <= set(
        evaluation.metrics
    )
    assert 0.0 <= evaluation.metrics["val_accuracy"] <= 1.0
    assert evaluation.metrics["size_bytes"] == (folder / "model.keras").stat().st_size
    assert evaluation.epochs == estimator.epochs == 3


def test_same_seed_same_scores_and_another_seed_others(
    estimator: Estimator, candidate: Candidate, tmp_path: Path
) -> None:
    losses = []
    for number, seed in enumerate((5, 6, 5)):
        place = tmp_path / str(number)
        place.mkdir()
        evaluation = estimator.evaluate(*candidate, seed=seed, folder=place, report=quiet)
        losses.append(evaluation.metrics["val_loss"])
    assert losses[0] == pytest.approx(losses[2], rel=1e-4)
    assert losses[0] != pytest.approx(losses[1], rel=1e-3)


def test_every_epoch_is_reported_and_written(
    estimator: Estimator, candidate: Candidate, folder: Path
) -> None:
    told: list[tuple[int, dict[str, float]]] = []

    def report(epoch: int, scores: Mapping[str, float]) -> None:
        told.append((epoch, dict(scores)))

    estimator.evaluate(*candidate, seed=1, folder=folder, report=report)
    curves = json.loads((folder / "curves.json").read_text())
    assert [epoch for epoch, _ in told] == curves["epoch"] == [1, 2, 3]
    assert set(curves) == CURVES
    assert [scores["val_loss"] for _, scores in told] == curves["val_loss"]


def test_evaluation_file_agrees_with_the_metrics(
    estimator: Estimator, candidate: Candidate, folder: Path, data: Data
) -> None:
    evaluation = estimator.evaluate(*candidate, seed=1, folder=folder, report=quiet)
    with np.load(folder / "evaluation.npz", allow_pickle=False) as arrays:
        confusion, predicted = arrays["confusion"], arrays["example_predicted"]
        wrong = predicted != arrays["example_true"]
        assert arrays["example_images"].shape == (len(predicted), *data.x_val.shape[1:])
    share = np.trace(confusion) / confusion.sum()
    assert share == pytest.approx(evaluation.metrics["val_accuracy"])
    assert confusion.sum(axis=1).tolist() == np.bincount(data.y_val, minlength=10).tolist()
    assert not wrong[np.count_nonzero(wrong) :].any()


def test_what_a_report_raises_passes_through(
    estimator: Estimator, candidate: Candidate, folder: Path
) -> None:
    def report(epoch: int, scores: Mapping[str, float]) -> None:
        raise StopError

    with pytest.raises(StopError):
        estimator.evaluate(*candidate, seed=1, folder=folder, report=report)


def test_a_training_that_was_interrupted_goes_on_from_its_epoch(
    estimator: Estimator, candidate: Candidate, tmp_path: Path
) -> None:
    told, later, at_once = gone_on(estimator, *candidate, tmp_path, after=2)
    assert told == [1, 2, 3] and later.epochs == 3
    assert later.metrics["val_loss"] == pytest.approx(at_once.metrics["val_loss"], rel=1e-4)
    assert json.loads((tmp_path / "on" / "curves.json").read_text())["epoch"] == [1, 2, 3]


def test_candidate_that_cannot_be_built_is_an_evaluation_error(
    estimator: Estimator, impossible: tuple[Candidate, str], folder: Path
) -> None:
    candidate, said = impossible
    with pytest.raises(EvaluationError, match=said):
        estimator.evaluate(*candidate, seed=1, folder=folder, report=quiet)
    assert not list(folder.iterdir())


def test_test_scores_come_from_the_saved_model(
    estimator: Estimator, candidate: Candidate, folder: Path, data: Data
) -> None:
    estimator.evaluate(*candidate, seed=1, folder=folder, report=quiet)
    scores = estimator.test(folder / "model.keras")
    assert set(scores) == {"test_accuracy", "test_loss"}
    right = scores["test_accuracy"] * len(data.y_test)
    assert right == pytest.approx(round(right), abs=1e-6)


def test_a_damaged_model_file_is_an_evaluation_error(
    estimator: Estimator, candidate: Candidate, folder: Path
) -> None:
    estimator.evaluate(*candidate, seed=1, folder=folder, report=quiet)
    file = folder / "model.keras"
    whole = file.read_bytes()
    middle = len(whole) // 2
    for damaged in (whole[:middle], whole[:middle] + b"\xff" * 99 + whole[middle + 99 :]):
        file.write_bytes(damaged)
        with pytest.raises(EvaluationError, match="is damaged.*Train the candidate again"):
            estimator.test(file)


def test_model_file_that_is_gone_is_an_evaluation_error(
    estimator: Estimator, tmp_path: Path
) -> None:
    with pytest.raises(EvaluationError, match="nothing.keras"):
        estimator.test(tmp_path / "nothing.keras")


def test_a_training_cut_short_and_continued_ends_where_one_training_would(
    estimator: Estimator, candidate: Candidate, tmp_path: Path
) -> None:
    short, on, whole = (tmp_path / name for name in ("short", "on", "whole"))
    for place in (short, on, whole):
        place.mkdir()
    cut = estimator.evaluate(*candidate, seed=3, folder=short, report=quiet, epochs=2)
    told: list[int] = []
    continued = estimator.evaluate(
        *candidate,
        seed=3,
        folder=on,
        report=lambda epoch, scores: told.append(epoch),
        epochs=3,
        resume=short,
    )
    at_once = estimator.evaluate(*candidate, seed=3, folder=whole, report=quiet)
    assert (cut.epochs, continued.epochs, at_once.epochs) == (2, 3, 3) and told == [3]
    assert continued.metrics["val_loss"] == pytest.approx(at_once.metrics["val_loss"], rel=1e-4)
    curves = [json.loads((place / "curves.json").read_text()) for place in (on, whole)]
    assert curves[0]["epoch"] == [1, 2, 3]
    assert curves[0]["val_loss"] == pytest.approx(curves[1]["val_loss"], rel=1e-4)


def test_a_folder_that_is_gone_changes_nothing_but_the_time(
    estimator: Estimator, candidate: Candidate, tmp_path: Path
) -> None:
    losses = []
    for name, resume in (("whole", None), ("again", tmp_path / "gone")):
        place = tmp_path / name
        place.mkdir()
        evaluation = estimator.evaluate(
            *candidate, seed=3, folder=place, report=quiet, epochs=2, resume=resume
        )
        losses.append(evaluation.metrics["val_loss"])
        assert evaluation.epochs == 2
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)


def test_more_epochs_than_the_full_number_are_the_full_number(
    estimator: Estimator, candidate: Candidate, folder: Path
) -> None:
    evaluation = estimator.evaluate(*candidate, seed=1, folder=folder, report=quiet, epochs=99)
    assert evaluation.epochs == estimator.epochs


def test_one_epoch_is_trained_or_answered_by_a_proxy_alone(
    estimator: Estimator, candidate: Candidate, folder: Path
) -> None:
    short = estimator.evaluate(*candidate, seed=1, folder=folder, report=quiet, epochs=1)
    trained = "val_accuracy" in short.metrics
    assert trained != ("proxy" in short.metrics)
    assert short.epochs == int(trained)
    assert (folder / "model.keras").exists() == trained
