"""Detectors are trained, resumed, weighed and asked what they find."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.datasets import import_scenes
from core.datasets.prepare import Data, prepare
from core.detection.heads.base import read_head
from core.detection.heads.yolo import YoloHead
from core.errors import EvaluationError
from core.estimators.base import EvaluationRequest
from core.estimators.catalogue import DetectionParams
from core.estimators.training import Training
from core.metrics import METRICS
from core.specs import Space, Value
from core.training.detector import DetectorTrainer
from tests.core.datasets.uploads.annotations.uploads import scene_members, zipped
from tests.core.estimators.detectors import CHOICES, SPACES
from tests.core.estimators.stopping import gone_on

TINY: dict[str, Value] = {"version": 3, "stages": 4, "width_multiplier": 0.1, "head_width": 16}


def quiet(epoch: int, scores: Mapping[str, float]) -> None:
    pass


@pytest.fixture(scope="session")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Data:
    """Thirty-two scenes to train on, sixteen to validate and sixteen to test."""
    folder = tmp_path_factory.mktemp("scenes")
    whole = prepare("fashion_scenes", folder, seed=0, split_file=folder / "split.npz")
    few = {f"{axis}_{part}": getattr(whole, f"{axis}_{part}") for axis in "xy" for part in PARTS}
    return replace(whole, **{name: rows[: PARTS[name[2:]]] for name, rows in few.items()})


PARTS = {"train": 32, "val": 16, "test": 16}


@pytest.fixture
def detection(scenes: Data) -> Training:
    return Training(DetectionParams(epochs=2, batch_size=16), scenes, "cpu")


@pytest.fixture
def yolo() -> Space:
    return Space(name="yolo", family="tiny_yolo", choices=())


def test_files_and_metrics_agree(detection: Training, yolo: Space, folder: Path) -> None:
    done = detection.evaluate(EvaluationRequest(yolo, TINY, seed=1, folder=folder), quiet)
    assert done.epochs == 2 and set(done.metrics) <= set(METRICS)
    assert {"val_map", "val_map50", "val_loss", "nonzeros", "compressed_bytes"} <= set(done.metrics)
    assert done.metrics["size_bytes"] == (folder / "model.keras").stat().st_size
    curves = json.loads((folder / "curves.json").read_text())
    assert list(curves) == list(DetectorTrainer.curves) and curves["epoch"] == [1, 2]
    assert curves["val_map50"][-1] == pytest.approx(done.metrics["val_map50"])
    with np.load(folder / "detections.npz", allow_pickle=False) as found:
        assert found["pictures"].shape == (16, 96, 96, 3)
        assert found["found_boxes"].shape == (*found["found_scores"].shape, 4)
        assert found["precision"].shape == (10, len(found["recall"]))


def test_interrupted_and_gone_on_with_it_ends_as_at_once(
    detection: Training, yolo: Space, tmp_path: Path
) -> None:
    reported, later, at_once = gone_on(detection, yolo, TINY, tmp_path, after=1)
    assert reported == [1, 2] and later.epochs == at_once.epochs == 2
    assert later.metrics["val_loss"] == pytest.approx(at_once.metrics["val_loss"], rel=1e-3)


def test_test_scores_come_from_the_saved_model_and_head(
    detection: Training, yolo: Space, folder: Path, scenes: Data
) -> None:
    detection.evaluate(EvaluationRequest(yolo, TINY, seed=1, folder=folder, epochs=1), quiet)
    scores = detection.test(folder / "model.keras")
    assert set(scores) == {"test_map", "test_map50", "test_loss"}
    assert all(np.isfinite(list(scores.values())))
    with np.load(folder / "test_detections.npz", allow_pickle=False) as found:
        shown = np.round(scenes.x_test[:16] * 255)
        assert np.array_equal(found["pictures"], shown)
        assert np.nanmean(found["class_ap"]) == pytest.approx(scores["test_map"])


def test_anchors_are_the_usual_sizes_of_the_training_boxes(
    detection: Training, yolo: Space, folder: Path, scenes: Data
) -> None:
    detection.evaluate(EvaluationRequest(yolo, TINY, seed=1, folder=folder, epochs=1), quiet)
    head = read_head(folder / "head.json")
    assert isinstance(head, YoloHead)
    sizes = np.array(head.sizes).reshape(-1, 2)
    objects = scenes.y_train[scenes.y_train[..., 4] >= 0]
    sides = objects[:, 2:4] - objects[:, :2]
    assert (sides.min(0) <= sizes).all() and (sizes <= sides.max(0)).all()
    # The outputs begin with the coarse level, which has the larger anchors.
    assert head.strides[0] > head.strides[1]
    assert np.prod(head.sizes[0], -1).min() >= np.prod(head.sizes[1], -1).max()


def test_efficientdet_learns_from_its_first_epochs(detection: Training, folder: Path) -> None:
    options: dict[str, Value] = {"levels": 3, "anchors": 3, "pixels": "unit", "output_stride": 16}
    small: dict[str, Value] = {
        "stages": 4,
        "width_multiplier": 0.1,
        "depth_multiplier": 0.25,
        "bifpn_width": 16,
        "bifpn_repeats": 1,
        "head_depth": 1,
    }
    space = Space(name="det", family="efficientdet", choices=(), options=options)
    losses: list[float] = []
    detection.evaluate(
        EvaluationRequest(space, small, seed=1, folder=folder),
        lambda _, reported: losses.append(reported["loss"]),
    )
    assert losses[1] < losses[0]


@pytest.mark.parametrize("kind", SPACES)
def test_mixed_precision_learns_as_float32_does(scenes: Data, kind: str, tmp_path: Path) -> None:
    losses = []
    for precision in ("float32", "mixed"):
        folder = tmp_path / precision
        folder.mkdir()
        params = DetectionParams.model_validate({"epochs": 2, "precision": precision})
        detection = Training(params, scenes, "cpu")
        detection.evaluate(
            EvaluationRequest(SPACES[kind], CHOICES[kind], seed=1, folder=folder), quiet
        )
        losses.append(json.loads((folder / "curves.json").read_text())["loss"])
    assert losses[1] == pytest.approx(losses[0], rel=0.05)
    assert losses[1] != losses[0]


def test_scenes_of_ones_own_are_trained_on(yolo: Space, tmp_path: Path) -> None:
    upload = zipped(scene_members(40), tmp_path / "garments.zip")
    import_scenes(upload, filename=upload.name, name="garments", home=tmp_path, side=64)
    data = prepare("garments", tmp_path, seed=0, split_file=tmp_path / "split.npz")
    detection = Training(DetectionParams(epochs=2, batch_size=8), data, "cpu")
    losses: list[float] = []
    detection.evaluate(
        EvaluationRequest(yolo, TINY, seed=1, folder=tmp_path),
        lambda _, reported: losses.append(reported["loss"]),
    )
    assert losses[1] < losses[0]
    head = read_head(tmp_path / "head.json")
    assert head.classes == len(data.info.class_names) and (head.height, head.width) == (64, 64)
    assert set(detection.test(tmp_path / "model.keras")) == {"test_map", "test_map50", "test_loss"}


def test_a_family_of_classifiers_finds_nothing(detection: Training, folder: Path) -> None:
    space = Space(name="one", family="convnet", choices=())
    choices: dict[str, Value] = {"blocks": 1, "width_1": 4}
    with pytest.raises(EvaluationError, match="finds no objects. Choose efficientdet or tiny_yolo"):
        detection.evaluate(EvaluationRequest(space, choices, seed=1, folder=folder), quiet)
