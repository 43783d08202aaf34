"""The listing of estimators, which a page reads without TensorFlow."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from core.estimators.catalogue import ESTIMATORS, TrainingParams
from tests.conftest import HEAVY, imported


def test_listing_needs_no_tensorflow() -> None:
    assert not HEAVY & imported("import core.estimators")


@pytest.mark.parametrize("wrong", [{"epochs": 0}, {"learning_rate": 0}, {"precision": "half"}])
def test_bounds_are_kept(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TrainingParams.model_validate(wrong)


def test_every_parameter_has_a_default_and_a_description() -> None:
    for entry in ESTIMATORS.entries():
        entry.params()
        assert all(field.description for field in entry.params.model_fields.values())
        assert entry.summary and entry.title != entry.name
