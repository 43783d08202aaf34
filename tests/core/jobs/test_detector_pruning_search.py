"""A run searches detectors, the one it found becomes a parent, and a run prunes it, for real."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core import api
from core.parents import repository
from core.results.layout import HEAD
from core.specs import Run
from core.store import Store
from tests.core.datasets.uploads.annotations.uploads import scene_members, zipped
from tests.core.jobs.conftest import turn
from tests.core.jobs.parents import read_drafts

pytestmark = pytest.mark.slow

ONE: dict[str, Any] = {
    "name": "one",
    "family": "tiny_yolo",
    "choices": {"width_multiplier": [0.1]},
    "options": {"version": 4, "head_width": 16},
}


@pytest.fixture
def garments(home: Path, tmp_path: Path) -> str:
    """A data set of a few scenes; returns its name."""
    file = zipped(scene_members(48), tmp_path / "garments.zip")
    return api.add_scenes(file, "garments.zip", "garments").info.name


def worked(store: Store, **spec: Any) -> Run:
    whole = {"name": "find", "strategy": "grid", **spec}
    return turn(store, store.runs.add(api.check(whole), "ada"))


def test_a_detector_is_scored_by_what_it_finds_becomes_a_parent_and_is_pruned(
    store: Store, home: Path, garments: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.jobs.importing.start", read_drafts)
    params = {"epochs": 1, "batch_size": 8}
    trained = worked(
        store,
        dataset=garments,
        space=ONE,
        estimator={"name": "detection", "params": params},
        objectives=["val_map50", "parameters"],
        budget={"trials": 1},
    )
    assert (trained.status, trained.reason, trained.counts.complete) == ("finished", "", 1)
    (found,) = api.front(trained.id)
    assert 0.0 <= found.metrics["val_map50"] <= 1.0 and "test_map50" in found.metrics
    assert trained.box is not None and trained.box[0] == (-1.0, 0.0)
    name = api.import_trial(trained.id, 0)
    parent = api.parent(name)
    own = store.trials.get(trained.id, 0).metrics
    assert parent.metrics["val_map50"] == pytest.approx(own["val_map50"], abs=1e-4)
    run = worked(
        store,
        dataset=garments,
        space=api.pruning_space(name, {"distillation": [False, True], "ratio": [0.4]}),
        estimator={"name": "detector_pruning", "params": {**params, "latency": False}},
        objectives=["val_map50", "macs"],
        budget={"trials": 2},
    )
    assert (run.status, run.reason, run.counts.complete) == ("finished", "", 2)
    trials = store.trials.of(run.id)
    assert all("val_map50" in trial.metrics for trial in trials)
    assert all(t.metrics["macs"] < 0.65 * parent.metrics["macs"] for t in trials)
    detail = api.detail(run.id, api.front(run.id)[0].number)
    assert detail.found is not None and detail.widths
    assert (repository.folder(name, home) / HEAD).exists()
