"""What a page reads of a detector: the first pictures, the surest boxes, figures by class."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.detection.evaluation import Detections, evaluate
from core.results.detections import MOST, SHOWN, write_detections
from core.training.detector import DetectionData
from tests.core.detection.plain import random_boxes, random_objects

CLASSES = 3
Written = dict[str, np.ndarray]


def seen(rng: np.random.Generator, count: int) -> Detections:
    scores = np.sort(rng.random(count, dtype=np.float32))[::-1]
    labels = rng.integers(0, CLASSES - 1, count).astype(np.int32)
    return Detections(random_boxes(rng, count, side=32), scores, labels)


def written(file: Path, counts: list[int]) -> tuple[DetectionData, list[Detections], Written]:
    """Scenes of 32 pixels without an object of the last class, and so many detections in each."""
    rng = np.random.default_rng(0)
    boxes, labels = random_objects(rng, len(counts), 4, CLASSES - 1)
    labels[0, 0], boxes[0, 0] = 0, (4, 4, 20, 20)
    scenes = DetectionData(
        rng.random((len(counts), 32, 32, 3), dtype=np.float32), boxes / 3, labels
    )
    found = [seen(rng, count) for count in counts]
    judged = evaluate(scenes.boxes, labels, found, classes=CLASSES)
    write_detections(file, (scenes.x, scenes.boxes, scenes.labels), found, judged)
    with np.load(file, allow_pickle=False) as arrays:
        return scenes, found, dict(arrays)


def test_first_pictures_are_written_with_what_is_in_them(tmp_path: Path) -> None:
    scenes, _, arrays = written(tmp_path / "found.npz", [2] * (SHOWN + 3))
    assert arrays["pictures"].shape == (SHOWN, 32, 32, 3) and arrays["pictures"].dtype == np.uint8
    np.testing.assert_allclose(arrays["pictures"] / 255, scenes.x[:SHOWN], atol=0.5 / 255)
    np.testing.assert_array_equal(arrays["boxes"], scenes.boxes[:SHOWN])
    np.testing.assert_array_equal(arrays["labels"], scenes.labels[:SHOWN])


def test_surest_boxes_are_kept_and_padding_is_none(tmp_path: Path) -> None:
    _, found, arrays = written(tmp_path / "found.npz", [MOST + 9, 1, 0])
    assert arrays["found_boxes"].shape == (3, MOST, 4)
    np.testing.assert_array_equal(arrays["found_scores"][0], found[0].scores[:MOST])
    np.testing.assert_array_equal(arrays["found_boxes"][1, :1], found[1].boxes)
    assert arrays["found_labels"][1, 0] == found[1].labels[0]
    assert (arrays["found_labels"][1, 1:] == -1).all() and (arrays["found_labels"][2] == -1).all()


def test_pictures_in_which_nothing_is_seen_are_written_too(tmp_path: Path) -> None:
    _, _, arrays = written(tmp_path / "found.npz", [0, 0])
    assert arrays["found_boxes"].shape == (2, 0, 4) and arrays["found_labels"].shape == (2, 0)


def test_figures_are_unknown_where_there_is_no_such_object(tmp_path: Path) -> None:
    _, _, arrays = written(tmp_path / "found.npz", [3, 3, 3])
    assert np.isnan(arrays["class_ap"]).tolist() == [False, False, True]
    # Nothing is larger than 32² pixels.
    assert np.isnan(arrays["size_ap"]).tolist() == [False, True, True]
    assert arrays["precision"].shape == (CLASSES, len(arrays["recall"]))
