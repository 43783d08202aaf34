"""A run that searches detectors, worked off for real."""

from __future__ import annotations

import pytest

from core import api
from core.store import Store
from tests.core.jobs.conftest import turn

pytestmark = pytest.mark.slow


def test_a_detector_is_scored_by_what_it_finds(store: Store) -> None:
    spec = {
        "name": "find garments",
        "dataset": "fashion_scenes",
        "space": {
            "name": "one width",
            "family": "tiny_yolo",
            "choices": {"width_multiplier": [0.05]},
            "options": {"version": 3, "head_width": 16},
        },
        "strategy": "grid",
        "estimator": {"name": "detection", "params": {"epochs": 1, "batch_size": 32}},
        "objectives": ["val_map50", "parameters"],
        "budget": {"trials": 1},
    }
    run = turn(store, store.runs.add(api.check(spec), "ada"))
    assert (run.status, run.reason, run.counts.complete) == ("finished", "", 1)
    (trial,) = api.front(run.id)
    assert 0.0 <= trial.metrics["val_map50"] <= 1.0 and "test_map50" in trial.metrics
    assert run.box is not None and run.box[0] == (-1.0, 0.0)
