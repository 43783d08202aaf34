"""What is written in a cell, by people, spreadsheets and programs."""

from __future__ import annotations

import pytest

from core.errors import EvaluationError
from core.tables.cells import number, value_of

KNOWN = {"8": 8, "16": 16, "True": True, "False": False, "0.5": 0.5, "none": "none", "relu": "relu"}


@pytest.mark.parametrize(
    ("text", "metric", "value"),
    [
        ("0.934", "val_accuracy", 0.934),
        ("0,934", "val_accuracy", 0.934),
        (",5", "val_accuracy", 0.5),
        ("1,5e2", "parameters", 150),
        ("12,75", "latency_ms", 12.75),
        ("9,3E-1", "val_accuracy", 0.93),
    ],
)
def test_figures_are_read_with_either_mark(text: str, metric: str, value: float) -> None:
    assert number(text, "a", metric) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "metric", "hint"),
    [
        ("1,234", "parameters", "without marks between thousands: 1234"),
        ("1,234,567", "parameters", "thousands: 1234567"),
        ("1.234.567", "macs", "thousands: 1234567"),
        ("12 345", "parameters", "thousands: 12345"),
        ("93,4%", "val_accuracy", "without %"),
        ("nan", "val_accuracy", "must be a number"),
        ("", "val_accuracy", "must be a number"),
        ("1,2,3", "val_accuracy", "must be a number"),
    ],
)
def test_what_could_mean_two_things_is_refused_with_the_way_out(
    text: str, metric: str, hint: str
) -> None:
    with pytest.raises(EvaluationError, match=hint):
        number(text, "column", metric)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("8", 8), ("8.0", 8), ("8,0", 8), ("16.00", 16), ("0,5", 0.5)),
        *(("TRUE", True), ("false", False), ("none", "none"), ("None", "none"), ("ReLU", "relu")),
        *(("", None), ("nan", None), ("NA", None), ("9", "9"), ("8.5", "8.5"), ("1.0", "1.0")),
    ],
)
def test_values_of_choices_are_known_however_a_program_wrote_them(text: str, value: object) -> None:
    found = value_of(text, KNOWN)
    assert found == value and type(found) is type(value)
