"""The published tables: whole, of a space there is, and light to list."""

from __future__ import annotations

import pytest

from core.metrics import METRICS
from core.presets import preset_spaces
from core.spaces import count_architectures
from core.tables import FORMATS
from tests.conftest import HEAVY, imported

ROWS = {"nasbench201": 15_625, "nasbench_macro": 6_561}


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_whole(name: str) -> None:
    form = FORMATS[name]
    about = form.about
    assert about.name == name and about.title and about.licence and form.source
    assert count_architectures(preset_spaces()[form.space]) == ROWS[form.space]
    assert {metric for metric, _ in form.figures} >= {"val_accuracy", "parameters", "macs"}
    assert {metric for metric, _ in form.figures} <= set(METRICS)
    assert len(set(form.needed)) == len(form.needed)
    assert len(set(about.class_names)) == len(about.class_names) >= 10
    assert bool(form.address) == bool(form.sha256)
    assert about.summary.format(rows=1234).startswith("1,234 ")


def test_reading_tables_needs_no_tensorflow() -> None:
    assert not HEAVY & imported("import core.tables, core.estimators.table")
