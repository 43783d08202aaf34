"""Scores that are looked up: the right ones, at the pace asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.datasets import info
from core.datasets.prepare import Data, prepare
from core.errors import DataError, EvaluationError
from core.estimators.base import EvaluationRequest
from core.estimators.catalogue import TableParams
from core.estimators.table import Table
from core.metrics import METRICS
from core.tables import import_table
from tests.core.estimators.stopping import StopError
from tests.core.tables.conftest import FOUR, OWN

WIDE = {"blocks": 2, "width_1": 4, "width_2": 8}


@pytest.fixture
def table(home: Path, tmp_path: Path) -> Data:
    path = tmp_path / "own.csv"
    path.write_text("\n".join(OWN))
    import_table(path, name="mine", home=home, space=FOUR, images=info("digits", home))
    return prepare("mine", home, seed=0, split_file=tmp_path / "split.npz")


def evaluate(estimator: Table, folder: Path, **asked: Any) -> Any:
    reported: list[int] = []

    def report(epoch: int, scores: object) -> None:
        reported.append(epoch)

    result = estimator.evaluate(
        EvaluationRequest(FOUR, WIDE, seed=0, folder=folder, **asked), report
    )
    return result, reported


def test_the_most_epochs_count_unless_fewer_are_asked_for(table: Data, folder: Path) -> None:
    estimator = Table(TableParams(), table, "cpu")
    full, reported = evaluate(estimator, folder)
    assert estimator.epochs == full.epochs == 4 and reported == [4]
    assert full.metrics == {"val_accuracy": 0.875, "parameters": 300.0}
    early, reported = evaluate(estimator, folder, epochs=1)
    assert (early.epochs, early.metrics["val_accuracy"], reported) == (1, 0.25, [1])
    assert set(full.metrics) <= set(METRICS)


def test_fewer_epochs_can_be_the_full_number(table: Data, folder: Path) -> None:
    estimator = Table(TableParams(epochs=1), table, "cpu")
    assert estimator.epochs == evaluate(estimator, folder)[0].epochs == 1


def test_nothing_is_written_and_no_image_loaded(table: Data, folder: Path) -> None:
    evaluate(Table(TableParams(), table, "cpu"), folder)
    assert list(folder.iterdir()) == []
    assert len(table.x_train) == len(table.x_test) == 0
    assert not (folder.parent / "split.npz").exists()


def test_what_is_not_in_the_table_is_an_evaluation_error(table: Data, folder: Path) -> None:
    estimator = Table(TableParams(), table, "cpu")
    with pytest.raises(EvaluationError, match="no answer for blocks=7"):
        estimator.costs(FOUR, {"blocks": 7})
    with pytest.raises(EvaluationError, match="3 were asked for"):
        evaluate(estimator, folder, epochs=3)


def test_test_scores_come_from_the_table(table: Data, folder: Path) -> None:
    estimator = Table(TableParams(), table, "cpu")
    scores = estimator.test_of(FOUR, WIDE, folder / "model.keras")
    assert scores == {"test_accuracy": 0.8}
    assert estimator.test_of(FOUR, {"blocks": 1, "width_1": 8}, folder) == {}


def test_a_slow_pace_can_be_interrupted(table: Data, folder: Path) -> None:
    estimator = Table(TableParams(trials_per_second=0.01), table, "cpu")

    def report(epoch: int, scores: object) -> None:
        raise StopError

    with pytest.raises(StopError):
        estimator.evaluate(EvaluationRequest(FOUR, WIDE, seed=0, folder=folder), report)


def test_a_pace_reports_rising_epochs(table: Data, folder: Path) -> None:
    _, reported = evaluate(Table(TableParams(trials_per_second=4), table, "cpu"), folder)
    assert len(reported) > 2 and reported == sorted(reported) and reported[-1] == 4


def test_images_are_refused(data: Data) -> None:
    with pytest.raises(DataError, match="must be given a table; got 'digits'"):
        Table(TableParams(), data, "cpu")
