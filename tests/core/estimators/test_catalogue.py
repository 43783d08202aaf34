"""The listing of estimators, which a page reads without TensorFlow."""

from __future__ import annotations

import subprocess
import sys

import pytest
from pydantic import ValidationError

from core.estimators.catalogue import ESTIMATORS, TrainingParams


def test_listing_needs_no_tensorflow() -> None:
    program = (
        "import sys, core.estimators;"
        "print({'tensorflow', 'keras', 'sklearn'} & set(sys.modules) or 'light')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "light", done.stderr


@pytest.mark.parametrize("wrong", [{"epochs": 0}, {"learning_rate": 0}, {"precision": "half"}])
def test_bounds_are_kept(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TrainingParams.model_validate(wrong)


def test_every_parameter_has_a_default_and_a_description() -> None:
    for entry in ESTIMATORS.entries():
        entry.params()
        assert all(field.description for field in entry.params.model_fields.values())
        assert entry.summary
