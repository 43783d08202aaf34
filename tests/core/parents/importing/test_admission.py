"""What a detector has to show to be a parent, and what is read of it."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest

from core.datasets.prepare import Data
from core.detection.heads.base import read_head
from core.errors import DataError
from core.metrics import METRICS
from core.parents import repository
from core.parents.importing.admission import DetectorCheck
from core.results.layout import HEAD
from core.training.detector import DetectorTrainer
from tests.core.estimators.detectors import CHOICES, SEED, SPACES


@pytest.fixture
def place(kind: str, detectors: Path) -> Path:
    return repository.folder(kind, detectors)


def test_detector_is_a_parent_with_its_task_scores_and_sensitivity(
    kind: str, detectors: Path, place: Path, few: Data
) -> None:
    parent = repository.parent(kind, detectors)
    assert (parent.task, parent.quality, parent.rewinds) == ("detection", "val_map50", True)
    test = DetectorTrainer(few).test(place / repository.MODEL)
    assert {name: parent.metrics[name] for name in test} == pytest.approx(test, rel=1e-3)
    assert set(parent.metrics) <= set(METRICS) and "latency_ms" in parent.metrics
    ends = [group for group in parent.groups if not group.free]
    assert ends and all("predict" in g.name or "boxes" in g.name for g in ends)
    found = parent.sensitivity
    assert found is not None and found.images == len(few.x_val)
    assert found.unpruned == pytest.approx(parent.metrics["val_map50"], abs=1e-6)
    quality = np.array(found.quality)
    assert quality.shape == (len(found.groups), len(found.ratios))
    # It hangs on what was pruned, and of a detector that just began there is not much to lose.
    assert np.any(np.abs(quality - found.unpruned) > 1e-6)


def test_quality_is_measured_as_in_training(place: Path, few: Data) -> None:
    check = DetectorCheck(few, place)
    model = keras.models.load_model(place / repository.MODEL, compile=False)
    measured = check.measure(len(few.x_val))(lambda x: model(x, training=False))
    assert measured == pytest.approx(check.scores(model)["val_map50"], abs=1e-6)


def test_first_weights_are_those_that_the_training_began_with(
    kind: str, place: Path, few: Data
) -> None:
    begun = repository.InitialModel(space=SPACES[kind], choices=CHOICES[kind], seed=SEED)
    again = DetectorCheck(few, place).initial_model(begun)
    kept = keras.models.load_model(place / repository.INITIAL, compile=False)
    for one, other in zip(again.get_weights(), kept.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_upload_of_an_efficientdet_is_given_its_head_and_of_a_yolo_refused(
    kind: str, place: Path, few: Data, tmp_path: Path
) -> None:
    model = keras.models.load_model(place / repository.MODEL, compile=False)
    check = DetectorCheck(few, tmp_path)
    request = repository.ParentRequest(name="own", title="own", dataset="few", origin="upload")
    if kind == "efficientdet":
        assert check.check_outputs(model, request) == (model, None)
        assert read_head(tmp_path / HEAD) == read_head(place / HEAD)
    else:
        with pytest.raises(DataError, match="a YOLO too, the file does not tell"):
            check.check_outputs(model, request)
