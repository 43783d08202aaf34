"""A score says on which pictures it was taken, how many, and how sure that makes it."""

from __future__ import annotations

import pytest

from core.datasets.part_sizes import PartSize
from core.metrics import METRICS
from core.scores import Evidence, Samples, Score, evidence_cells, evidence_columns, score_of

SAMPLES: Samples = {"validation": PartSize(288), "test": PartSize(360)}
SCENES: Samples = {"validation": PartSize(400, 1001), "test": PartSize(500, 1201)}


def test_an_accuracy_carries_its_interval_and_its_pictures() -> None:
    score = score_of("test_accuracy", 350 / 360, SAMPLES)
    assert score.evidence == "95.0 to 98.5 %, 360 test pictures"
    assert score_of("val_accuracy", 1.0, SAMPLES).evidence == (
        "98.7 to 100.0 %, 288 validation pictures"
    )


def test_a_mean_precision_has_pictures_and_objects_and_no_interval() -> None:
    score = score_of("test_map50", 0.5, SCENES)
    assert (score.low, score.high, score.error) == (None, None, None)
    assert score.evidence == "500 test pictures, 1,201 objects"


@pytest.mark.parametrize("metric", METRICS)
def test_scores_of_unknown_pictures_name_the_part_alone(metric: str) -> None:
    score = score_of(metric, 0.5, {})
    part = METRICS[metric].part
    assert score.evidence == (f"{part} pictures" if part else "") and score.low is None


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    # One standard error of the difference is about 0.014 here.
    [(0.97, 0.966, False), (0.97, 0.94, True), (1.0, 1.0, False)],
)
def test_two_are_told_apart_from_a_standard_error_on(one: float, other: float, apart: bool) -> None:
    scores = [score_of("val_accuracy", value, SAMPLES) for value in (one, other)]
    assert scores[0].differs_from(scores[1]) is apart


def test_without_an_error_nothing_is_called_no_difference() -> None:
    assert Score("val_map50", 0.5).differs_from(Score("val_map50", 0.5001))


def test_columns_beside_a_score_hold_what_the_score_says() -> None:
    what: tuple[Evidence, ...] = ("pictures", "low", "high", "error", "interval")
    assert evidence_columns("val_accuracy", what[1:3]) == ["val_accuracy_low", "val_accuracy_high"]
    score = score_of("val_accuracy", 0.8, SAMPLES)
    pictures, *ends, words = evidence_cells("val_accuracy", {"val_accuracy": 0.8}, SAMPLES, what)
    assert (pictures, words) == (288, score.interval)
    assert ends == pytest.approx([score.low, score.high, score.error], abs=1e-6)


@pytest.mark.parametrize(
    ("metric", "figures", "samples", "cells"),
    [
        ("val_accuracy", {}, SAMPLES, (None, None, None)),
        ("val_accuracy", {"val_accuracy": 0.5}, {}, (None, None, None)),
        ("parameters", {"parameters": 9.0}, SAMPLES, (None, None, None)),
        ("val_map50", {"val_map50": 0.5}, SCENES, (400, None, None)),
        ("val_accuracy", {"val_accuracy": 1.5}, SAMPLES, (288, None, None)),
        ("val_accuracy", {"val_accuracy": 0.5}, {"validation": PartSize(0)}, (0, None, None)),
    ],
)
def test_columns_of_what_nobody_knows_are_empty(
    metric: str, figures: dict[str, float], samples: Samples, cells: tuple[int | None, ...]
) -> None:
    assert evidence_cells(metric, figures, samples, ("pictures", "low", "interval")) == cells


def test_the_error_of_a_difference_counts_both() -> None:
    # √(0.03² + 0.04²) = 0.05.
    one = Score("val_accuracy", 0.50, error=0.03)
    for value, apart in ((0.551, True), (0.549, False), (0.449, True), (0.451, False)):
        assert one.differs_from(Score("val_accuracy", value, error=0.04)) is apart
