"""EfficientDet's and YOLO's losses, and what they are made of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from core.detection.anchors import efficientdet_anchors, yolo_anchors
from core.detection.coding import encode_boxes
from core.detection.losses import (
    EfficientDetLoss,
    Targets,
    YoloLoss,
    ciou,
    focal_loss,
    huber_loss,
    pair_iou,
)
from core.detection.matching import IGNORED, match_by_iou, match_by_shape
from tests.core.detection import plain
from tests.core.detection.plain import encode_yolo, pyramid_maps, random_boxes, random_objects

DENSE = efficientdet_anchors(96, 96, pyramid_maps(96, 96))
YOLO = yolo_anchors(96, 96, (16, 32), [[(16, 30), (30, 16)], [(62, 45)]])
CLASSES = 3
DENSE_LOSS = EfficientDetLoss(DENSE)
YOLO_LOSSES = [
    YoloLoss(YOLO, picture_area=96 * 96),
    YoloLoss(YOLO, picture_area=96 * 96, scale=1.1, ciou=True),
]


def targets(matching: Any, anchors: Any, seed: int = 0, pictures: int = 4) -> Targets:
    boxes, labels = random_objects(np.random.default_rng(seed), pictures, 4, CLASSES)
    return Targets(boxes, labels, matching(anchors, boxes, labels))


def gathered(wanted: Targets) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    place = np.maximum(wanted.matches, 0)
    boxes = np.take_along_axis(wanted.boxes, place[..., None], 1)
    return boxes, np.take_along_axis(wanted.labels, place, 1), wanted.matches >= 0


def perfect_dense(wanted: Targets) -> tuple[np.ndarray, Any]:
    boxes, labels, answers = gathered(wanted)
    logits = np.where(np.eye(CLASSES)[labels] * answers[..., None] > 0, 50, -50)
    return logits.astype(np.float32), encode_boxes(boxes, DENSE)


def perfect_yolo(wanted: Targets, scale: float) -> np.ndarray:
    boxes, labels, answers = gathered(wanted)
    codes = np.where(answers[..., None], encode_yolo(boxes, YOLO, scale=scale), 0)
    present = np.where(answers, 50, -50)[..., None]
    classes = np.where(np.eye(CLASSES)[labels] > 0, 50, -50)
    return np.concatenate([codes, present, classes], -1).astype(np.float32)


def test_ciou_equals_the_plain_formula() -> None:
    rng = np.random.default_rng(0)
    first, second = random_boxes(rng, 500), random_boxes(rng, 500)
    pairs = zip(first.tolist(), second.tolist(), strict=True)
    assert ciou(first, second).numpy() == pytest.approx([plain.ciou(*p) for p in pairs], abs=1e-5)


def test_ciou_of_equal_boxes_is_one_and_of_distant_ones_negative() -> None:
    boxes = random_boxes(np.random.default_rng(1), 20)
    assert ciou(boxes, boxes).numpy() == pytest.approx(1, abs=1e-5)
    assert (ciou(boxes, boxes + 1_000).numpy() < 0).all()


def test_slope_of_ciou_holds_the_weight_of_the_aspect_ratio_constant() -> None:
    box, other = [10.0, 10.0, 40.0, 30.0], [12.0, 8.0, 24.0, 60.0]
    weight = plain.ratio_weight(box, other)
    with tf.GradientTape() as tape:
        moved = tf.Variable(box)
        found = ciou(moved, tf.constant(other))
    slope = tape.gradient(found, moved).numpy()
    steps = np.eye(4) * 1e-4
    held, free = (
        [(plain.ciou(box + s, other, w) - plain.ciou(box - s, other, w)) / 2e-4 for s in steps]
        for w in (weight, None)
    )
    assert slope == pytest.approx(held, abs=1e-5)
    assert np.abs(np.subtract(held, free)).max() > 1e-3


def test_pair_iou_equals_the_plain_formula() -> None:
    rng = np.random.default_rng(2)
    first, second = random_boxes(rng, 200), random_boxes(rng, 200)
    pairs = zip(first.tolist(), second.tolist(), strict=True)
    assert pair_iou(first, second).numpy() == pytest.approx(
        [plain.iou(*p) for p in pairs], abs=1e-5
    )


def test_focal_loss_with_gamma_zero_is_cross_entropy() -> None:
    rng = np.random.default_rng(3)
    logits = rng.normal(0, 4, (50, 7)).astype(np.float32)
    wanted = (rng.random((50, 7)) < 0.3).astype(np.float32)
    entropy = tf.nn.sigmoid_cross_entropy_with_logits(labels=wanted, logits=logits)
    found = focal_loss(wanted, logits, alpha=None, gamma=0)
    assert found.numpy() == pytest.approx(entropy.numpy(), rel=1e-5, abs=1e-6)


def test_focal_loss_by_hand() -> None:
    # p = 0.9 for what is there: 0.25 · 0.1² · -ln 0.9.
    logit = np.log(9, dtype=np.float32)
    found = focal_loss(np.ones(1, np.float32), np.array([logit]), alpha=0.25, gamma=2.0)
    assert found.numpy() == pytest.approx([0.25 * 0.01 * -np.log(0.9)], rel=1e-4)


def test_huber_loss_is_square_and_then_straight() -> None:
    away = np.array([0, 0.05, -0.1, 2], np.float32)
    found = huber_loss(np.zeros(4, np.float32), away, delta=0.1).numpy()
    assert found == pytest.approx([0, 0.00125, 0.005, 0.1 * (2 - 0.05)], rel=1e-5)


def test_efficientdet_loss_is_zero_at_perfect_prediction() -> None:
    wanted = targets(match_by_iou, DENSE)
    assert float(DENSE_LOSS(perfect_dense(wanted), wanted).total) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("loss", YOLO_LOSSES)
def test_yolo_loss_is_zero_at_perfect_prediction(loss: YoloLoss) -> None:
    wanted = targets(match_by_shape, YOLO)
    found = loss(perfect_yolo(wanted, loss.scale), wanted)
    assert float(found.total) == pytest.approx(0, abs=1e-4)


def test_losses_grow_when_a_box_or_a_class_is_wrong() -> None:
    wanted = targets(match_by_iou, DENSE)
    logits, codes = perfect_dense(wanted)
    assert float(DENSE_LOSS((logits, codes + 0.2), wanted).boxes) > 0.1
    assert float(DENSE_LOSS((np.roll(logits, 1, -1), codes), wanted).classes) > 1
    for loss in YOLO_LOSSES:
        yolo = targets(match_by_shape, YOLO)
        predicted = perfect_yolo(yolo, loss.scale)
        moved = loss(predicted + np.array([0.5] * 4 + [0] * 4, np.float32), yolo)
        assert float(moved.boxes) > 0.05
        assert float(loss(-predicted, yolo).objectness) > 1


def test_ignored_anchors_cost_nothing() -> None:
    wanted = targets(match_by_iou, DENSE)
    assert (wanted.matches == IGNORED).any()
    logits, codes = perfect_dense(wanted)
    logits[wanted.matches == IGNORED] = 50
    assert float(DENSE_LOSS((logits, codes), wanted).total) == pytest.approx(0, abs=1e-6)


def test_yolo_forgives_a_box_that_covers_an_object_by_chance() -> None:
    boxes = np.array([[[16, 16, 48, 48]]], np.float32)
    wanted = Targets(boxes, np.array([[1]]), match_by_shape(YOLO, boxes, np.array([[1]])))
    predicted = perfect_yolo(wanted, 1.0)
    # Another anchor of the cell predicts the same box, and says so.
    place = int(np.flatnonzero(wanted.matches[0] >= 0)[0])
    other = place ^ 1
    codes = encode_yolo(np.broadcast_to(boxes[0], (len(YOLO.boxes), 4)), YOLO)
    predicted[0, other, :4] = codes[other]
    predicted[0, other, 4] = 50
    strict = YoloLoss(YOLO, picture_area=96 * 96, ignore_above=1.0)
    assert float(YOLO_LOSSES[0](predicted, wanted).objectness) == pytest.approx(0, abs=1e-4)
    assert float(strict(predicted, wanted).objectness) == pytest.approx(50, rel=0.01)


@pytest.mark.parametrize("size", [1e4, -1e4, 0])
def test_gradients_are_finite_at_extreme_predictions(size: float) -> None:
    dense, yolo = targets(match_by_iou, DENSE), targets(match_by_shape, YOLO)
    logits = tf.fill((4, len(DENSE.boxes), CLASSES), float(size))
    codes = tf.fill((4, len(DENSE.boxes), 4), float(size))
    predicted = tf.fill((4, len(YOLO.boxes), 5 + CLASSES), float(size))
    with tf.GradientTape() as tape:
        tape.watch([logits, codes, predicted])
        total = DENSE_LOSS((logits, codes), dense).total
        total += sum(loss(predicted, yolo).total for loss in YOLO_LOSSES)
    slopes = tape.gradient(total, [logits, codes, predicted])
    assert all(np.isfinite(slope).all() for slope in [total, *slopes])


def test_batch_without_objects_has_a_finite_loss_and_no_box_loss() -> None:
    boxes, labels = np.zeros((2, 3, 4), np.float32), np.full((2, 3), -1, np.int32)
    dense = Targets(boxes, labels, match_by_iou(DENSE, boxes, labels))
    zeros = tf.zeros((2, len(DENSE.boxes), CLASSES)), tf.zeros((2, len(DENSE.boxes), 4))
    found = [DENSE_LOSS(zeros, dense)]
    yolo = Targets(boxes, labels, match_by_shape(YOLO, boxes, labels))
    found += [loss(tf.zeros((2, len(YOLO.boxes), 5 + CLASSES)), yolo) for loss in YOLO_LOSSES]
    assert all(float(loss.boxes) == 0 and 0 < float(loss.total) < 1e6 for loss in found)


def test_loss_is_a_sum_over_anchors_over_the_anchors_that_answer() -> None:
    wanted = targets(match_by_iou, DENSE)
    logits, codes = perfect_dense(wanted)
    twice = Targets(*(np.concatenate([part, part]) for part in wanted))
    one = DENSE_LOSS((logits * 0, codes + 0.1), wanted).total
    doubled = [np.tile(each, (2, 1, 1)) for each in (logits * 0, codes + 0.1)]
    two = DENSE_LOSS(doubled, twice).total
    assert float(two) == pytest.approx(float(one), rel=1e-4)


@pytest.mark.parametrize("loss", YOLO_LOSSES)
def test_losses_can_be_traced(loss: YoloLoss) -> None:
    wanted = targets(match_by_shape, YOLO)
    predicted = np.random.default_rng(0).normal(0, 1, (4, len(YOLO.boxes), 5 + CLASSES))
    predicted = predicted.astype(np.float32)
    traced = tf.function(lambda outputs, *parts: loss(outputs, Targets(*parts)).total)
    at_once = float(loss(predicted, wanted).total)
    assert float(traced(predicted, *wanted)) == pytest.approx(at_once, rel=1e-5)


@pytest.mark.parametrize("loss", YOLO_LOSSES)
def test_descent_brings_boxes_to_their_objects(loss: YoloLoss) -> None:
    wanted = targets(match_by_shape, YOLO, pictures=2)
    predicted = tf.Variable(tf.zeros((2, len(YOLO.boxes), 5 + CLASSES)))

    @tf.function
    def descend() -> None:
        with tf.GradientTape() as tape:
            value = loss(predicted, wanted).total
        predicted.assign_sub(tf.clip_by_value(tape.gradient(value, predicted), -0.1, 0.1))

    first = float(loss(predicted, wanted).boxes)
    for _ in range(150):
        descend()
    assert float(loss(predicted, wanted).boxes) < 0.2 * first
