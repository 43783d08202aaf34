"""Data sets of one's own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core import api
from core.errors import StateError
from core.specs import Chosen
from core.store import Store
from tests.core.datasets.uploads.annotations.uploads import scene_members, zipped
from tests.prunings import pruned_trials, pruning_spec, seed_pruning


def test_an_uploaded_data_set_is_removed_unless_a_run_needs_it(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.npz"
    x, y = np.zeros((40, 8, 8), np.uint8), np.arange(40) % 2
    np.savez(file, x=x, y=y)
    api.add_dataset(file, file.name, "mine")
    run_id = api.launch(api.check({"name": "x", "dataset": "mine", "space": "convnet_small"}))
    with pytest.raises(StateError, match="needed by the run 'x'"):
        api.remove_dataset("mine")
    api.stop(run_id)
    api.remove_dataset("mine")
    assert "mine" not in [each.name for each in api.datasets()]


def test_scenes_of_ones_own_can_be_searched_with_detectors(home: Path, tmp_path: Path) -> None:
    file = zipped(scene_members(20), tmp_path / "garments.zip")
    done = api.add_scenes(file, file.name, "garments", 64)
    assert done.info in api.datasets() and done.info.image_shape == (64, 64, 3)
    spec = {"name": "x", "dataset": "garments", "space": "tiny_yolo"}
    spec |= {"estimator": "detection", "objectives": ["val_map50", "parameters"]}
    assert api.run(api.launch(api.check(spec))).status == "queued"


@pytest.mark.parametrize(
    ("estimator", "offered"), [("pruning", True), ("detector_pruning", False), ("proxy", False)]
)
def test_only_runs_that_measured_accuracies_can_be_replayed(
    store: Store, estimator: str, offered: bool
) -> None:
    # No parent is there any more that could say what its prunings answer.
    spec = pruning_spec().model_copy(update={"estimator": Chosen(name=estimator)})
    run_id = seed_pruning(store, pruned_trials(2), spec)
    assert api.can_replay(api.run(run_id)) == offered
