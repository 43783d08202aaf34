"""What is wrong with a result, in words."""

from __future__ import annotations

import math

import pytest

from core.jobs.outcomes import in_a_line, metrics_fault
from core.specs import Objective

ASKED = (Objective(metric="val_loss", direction="minimize"),)


def test_a_result_with_all_that_was_asked_for_has_no_fault() -> None:
    assert metrics_fault({"val_loss": 0.5, "seconds": 1.0}, ASKED) == ""


def test_a_score_that_is_no_number_is_a_fault_whatever_was_asked_for() -> None:
    assert metrics_fault({"seconds": math.inf}, ()) == "seconds must be a number; got inf."


def test_an_objective_without_a_score_is_a_fault() -> None:
    fault = metrics_fault({"val_accuracy": 0.5, "seconds": 1.0}, ASKED)
    assert fault.startswith(
        "val_loss must be measured, as an objective; got only val_accuracy, sec"
    )


@pytest.mark.parametrize(
    ("error", "line"),
    [(ValueError("\n one\ntwo"), "ValueError: one"), (KeyError(), "KeyError")],
)
def test_an_error_is_reported_in_one_line(error: Exception, line: str) -> None:
    assert in_a_line(error) == line
