"""Codes of boxes and back."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from core.detection.anchors import Anchors, efficientdet_anchors, yolo_anchors
from core.detection.coding import decode_boxes, decode_yolo, encode_boxes
from tests.core.detection.plain import encode_yolo, pyramid_maps, random_boxes

DENSE = efficientdet_anchors(96, 96, pyramid_maps(96, 96))
YOLO = yolo_anchors(96, 96, (16, 32), [[(16, 30)], [(62, 45)]])
SEED = st.integers(0, 2**32 - 1)


def in_their_cells(anchors: Anchors, rng: np.random.Generator) -> np.ndarray:
    """A box for each anchor with its centre well inside the anchor's cell."""
    middle = (anchors.boxes[:, :2] + anchors.boxes[:, 2:]) / 2
    centre = middle + anchors.strides * rng.uniform(-0.49, 0.49, middle.shape)
    half = rng.uniform(1, 40, middle.shape)
    return np.concatenate([centre - half, centre + half], 1).astype(np.float32)


@given(seed=SEED)
@settings(max_examples=40, deadline=None)
def test_efficientdet_codes_are_undone(seed: int) -> None:
    boxes = random_boxes(np.random.default_rng(seed), len(DENSE.boxes))
    assert np.allclose(decode_boxes(encode_boxes(boxes, DENSE), DENSE), boxes, atol=1e-3)


@given(seed=SEED, scale=st.floats(1, 2))
@settings(max_examples=40, deadline=None)
def test_yolo_codes_are_undone(seed: int, scale: float) -> None:
    boxes = in_their_cells(YOLO, np.random.default_rng(seed))
    codes = encode_yolo(boxes, YOLO, scale=scale)
    assert np.allclose(decode_yolo(codes, YOLO, scale=scale), boxes, atol=1e-2)


@given(seed=SEED)
@settings(max_examples=20, deadline=None)
def test_codes_are_undone_the_other_way_round(seed: int) -> None:
    codes = np.random.default_rng(seed).normal(0, 1.5, (len(YOLO.boxes), 4)).astype(np.float32)
    again = encode_yolo(decode_yolo(codes, YOLO, scale=1.05), YOLO, scale=1.05)
    assert np.allclose(again, codes, atol=1e-2)


def test_code_of_an_anchor_is_nothing() -> None:
    assert np.allclose(encode_boxes(DENSE.boxes, DENSE), 0, atol=1e-5)
    assert np.allclose(decode_boxes(tf.zeros_like(DENSE.boxes), DENSE), DENSE.boxes, atol=1e-3)
    assert np.allclose(decode_yolo(tf.zeros_like(YOLO.boxes), YOLO), YOLO.boxes, atol=1e-4)


def test_faster_rcnn_code_by_hand() -> None:
    one = Anchors(np.array([[10, 20, 30, 60]], np.float32), np.ones((1, 2)), ((1, 1, 1),))
    code = encode_boxes(np.array([[20, 30, 60, 50]], np.float32), one)[0]
    assert np.asarray(code) == pytest.approx([20 / 20, 0, np.log(40 / 20), np.log(20 / 40)])


@pytest.mark.parametrize("scale", [1.0, 1.2])
def test_scale_lets_the_centre_reach_over_the_rim(scale: float) -> None:
    far = np.tile(np.array([50, -50, 0, 0], np.float32), (len(YOLO.boxes), 1))
    box = decode_yolo(far, YOLO, scale=scale).numpy()
    aside = ((box[:, :2] + box[:, 2:]) - (YOLO.boxes[:, :2] + YOLO.boxes[:, 2:])) / 2
    assert aside / YOLO.strides == pytest.approx(np.tile([scale / 2, -scale / 2], (len(far), 1)))


def test_extreme_codes_give_finite_boxes() -> None:
    codes = np.full((len(DENSE.boxes), 4), 1e4, np.float32)
    assert np.isfinite(decode_boxes(codes, DENSE)).all()
    assert np.isfinite(decode_yolo(codes[: len(YOLO.boxes)], YOLO)).all()
