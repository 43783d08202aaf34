"""Mean average precision against pycocotools."""

from __future__ import annotations

import numpy as np
import pytest

from core.detection.evaluation import Detections, evaluate
from core.errors import DataError
from tests.core.detection.plain import random_boxes, random_objects
from tests.pycoco import judged_by_pycocotools

CLASSES = 4
NOTHING = Detections(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.zeros(0, np.int32))


def noisy_detections(
    boxes: np.ndarray, labels: np.ndarray, rng: np.random.Generator, side: float
) -> list[Detections]:
    """Objects found a little beside where they are, some of them, and boxes around nothing."""
    found = []
    for box, label in zip(boxes, labels, strict=True):
        seen = np.flatnonzero((label >= 0) & (rng.random(len(label)) < 0.8))
        near = box[seen] + rng.normal(0, side / 60, (len(seen), 4))
        near[:, 2:] = np.maximum(near[:, 2:], near[:, :2] + 0.5)
        stray = random_boxes(rng, int(rng.integers(0, 6)), side=side)
        named = np.where(rng.random(len(seen)) < 0.85, label[seen], 0)
        every = np.concatenate([near, stray]).astype(np.float32)
        kinds = np.concatenate([named, rng.integers(0, CLASSES, len(stray))]).astype(np.int32)
        # Few different scores, so that there are ties.
        found.append(Detections(every, rng.integers(1, 12, len(every)) / np.float32(12), kinds))
    return found


@pytest.mark.parametrize("seed", range(25))
def test_figures_equal_those_of_pycocotools(seed: int) -> None:
    rng = np.random.default_rng(seed)
    side = float(rng.choice([96, 300]))
    boxes, labels = random_objects(rng, 15, 6, CLASSES - seed % 2)
    boxes *= side / 96
    found = noisy_detections(boxes, labels, rng, side)
    mine = evaluate(boxes, labels, found, classes=CLASSES)
    judge = judged_by_pycocotools(boxes, labels, found, CLASSES)
    sizes = (mine.map_small, mine.map_medium, mine.map_large)
    figures = [mine.map, mine.map50, mine.map75, *(-1 if f is None else f for f in sizes)]
    assert figures == pytest.approx(judge.stats[:6].tolist(), abs=1e-6)
    curve = judge.eval["precision"][0, :, :, 0, 2].T
    assert np.nan_to_num(mine.precision, nan=-1) == pytest.approx(curve, abs=1e-6)
    by_class = judge.eval["precision"][..., 0, 2].mean((0, 1))
    assert [-1 if f is None else f for f in mine.class_ap] == pytest.approx(by_class, abs=1e-6)


def test_perfect_detections_have_all_of_it() -> None:
    boxes, labels = random_objects(np.random.default_rng(0), 10, 5, 3)
    found = [
        Detections(b[n >= 0], np.ones((n >= 0).sum(), np.float32), n[n >= 0])
        for b, n in zip(boxes, labels, strict=True)
    ]
    result = evaluate(boxes, labels, found, classes=5)
    assert result.map == result.map50 == pytest.approx(1)
    assert result.class_ap == (*[pytest.approx(1)] * 3, None, None)
    assert result.map_large is None
    assert np.isnan(result.precision[3:]).all()


def test_detector_that_sees_nothing_has_zero() -> None:
    boxes, labels = random_objects(np.random.default_rng(1), 6, 4, 3)
    result = evaluate(boxes, labels, [NOTHING] * 6, classes=3)
    assert (result.map, result.map50, result.class_ap) == (0, 0, (0, 0, 0))


def test_all_wrong_has_zero_and_no_message(capfd: pytest.CaptureFixture[str]) -> None:
    boxes, labels = random_objects(np.random.default_rng(2), 6, 4, 3)
    stray = Detections(
        np.array([[200, 200, 210, 210]], np.float32), np.ones(1, np.float32), np.zeros(1, np.int32)
    )
    assert evaluate(boxes, labels, [stray] * 6, classes=3).map == 0
    assert capfd.readouterr() == ("", "")


def test_pictures_without_any_object_cannot_be_judged() -> None:
    with pytest.raises(DataError, match="none of 3 pictures has one"):
        evaluate(np.zeros((3, 2, 4)), np.full((3, 2), -1), [NOTHING] * 3, classes=2)


def test_what_does_not_fit_is_refused() -> None:
    boxes, labels = random_objects(np.random.default_rng(3), 6, 4, 3)
    with pytest.raises(DataError, match="each of 6 pictures; got 5"):
        evaluate(boxes, labels, [NOTHING] * 5, classes=3)
    with pytest.raises(DataError, match="below classes=2; got 2"):
        evaluate(boxes, labels, [NOTHING] * 6, classes=2)
