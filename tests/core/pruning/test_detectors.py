"""Detectors: pruned ones compute what their masked parents do, and their boxes stay whole."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from core.pruning.channels import PruneResult, prune_channels
from tests.core.models.detectors import built

DETECTORS = {"tiny_yolo_v4": 96, "efficientdet_d0": 128}
ENDS = {
    "tiny_yolo_v4": ("coarse_boxes", "fine_boxes"),
    "efficientdet_d0": ("classes_predict", "boxes_predict"),
}


@pytest.mark.slow
@pytest.mark.parametrize("ratio", [0.3, 0.6])
@pytest.mark.parametrize("name", DETECTORS)
def test_pruned_detector_equals_its_masked_parent(name: str, ratio: float) -> None:
    side = DETECTORS[name]
    result = prune_channels(built(name, side), ratio, scope="local")
    pictures = np.random.default_rng(1).random((2, side, side, 3), dtype=np.float32)
    assert result.disagreement(pictures) <= 1e-4
    assert result.model.count_params() < (1 - ratio) * result.parent.count_params()
    assert_boxes_whole(name, result)
    # Networks gone silent, which give their biases only, would agree as well.
    changes = (_changes(model, pictures) for model in (result.model, result.masked))
    for ours, theirs in zip(*changes, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-2 * np.abs(theirs).max())
        assert np.abs(theirs).max() > 1e-4


def _changes(model: keras.Model, pictures: np.ndarray) -> list[np.ndarray]:
    """How far apart the outputs of two pictures are."""
    return [np.diff(each, axis=0) for each in model(pictures, training=False)]


def assert_boxes_whole(name: str, result: PruneResult) -> None:
    widths = {width.layer: width for group in result.groups for width in group}
    assert all(widths[end].before == widths[end].after for end in ENDS[name])
    assert [each.shape for each in result.model.outputs] == [
        each.shape for each in result.parent.outputs
    ]
    # Every other convolution is seen, and can lose channels.
    whole = {w.layer for w in widths.values() if w.before == w.after > 1} - set(ENDS[name])
    assert whole == set()
