"""One picture looked at by a saved network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.detection.evaluation import Detections
from core.errors import EvaluationError
from core.prediction.predict import predict
from tests.detections import BAG, write_bag_finder


def test_overlapping_boxes_of_a_detector_are_one(tmp_path: Path) -> None:
    write_bag_finder(tmp_path)
    picture = np.zeros((96, 96, 3), np.float32)
    picture[:32, 64:] = 1.0
    seen = predict(tmp_path / "model.keras", picture)
    assert isinstance(seen, Detections)
    assert (seen.labels[0], float(seen.scores[0])) == (BAG, pytest.approx(0.997, abs=2e-3))
    assert seen.boxes[0] == pytest.approx([64, 0, 96, 32])
    assert (seen.scores[1:] < 0.01).all()


def test_a_file_that_is_gone_is_reported(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="must be a whole saved model"):
        predict(tmp_path / "model.keras", np.zeros((96, 96, 3), np.float32))
