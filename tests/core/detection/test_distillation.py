"""What a detector learns from another: nothing where both agree, boxes where that one is sure."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from core.detection.distillation import EfficientDetImitation, YoloImitation, divergence

CLASSES = 3
SURE, UNSURE = 3.0, -4.0


def normal(seed: int, *shape: int) -> Any:
    return tf.constant(np.random.default_rng(seed).normal(size=shape), tf.float32)


def efficientdet(seed: int) -> tuple[Any, Any]:
    return normal(seed, 2, 5, CLASSES), normal(seed + 10, 2, 5, 4)


def yolo(objectness: float, seed: int) -> Any:
    """Codes and classes at random, and one objectness everywhere."""
    codes, classes = normal(seed, 2, 5, 4), normal(seed + 10, 2, 5, CLASSES)
    return tf.concat([codes, tf.fill([2, 5, 1], objectness), classes], -1)


@pytest.mark.parametrize("seed", [0, 1])
def test_nothing_is_learned_where_both_say_the_same(seed: int) -> None:
    same = (
        EfficientDetImitation()(efficientdet(seed), efficientdet(seed)),
        YoloImitation(1.05)(yolo(SURE, seed), yolo(SURE, seed)),
    )
    for parts in same:
        assert all(part.shape == () for part in parts)
        np.testing.assert_allclose(np.asarray(parts), 0, atol=1e-6)


def test_total_is_the_sum_of_its_parts() -> None:
    apart = (
        EfficientDetImitation(sure=0.0)(efficientdet(0), efficientdet(1)),
        YoloImitation()(yolo(SURE, 0), yolo(UNSURE, 1)),
    )
    for parts in apart:
        assert float(parts.total) == pytest.approx(sum(map(float, parts[1:])), rel=1e-5)
        assert min(map(float, (parts.total, parts.boxes, parts.classes))) > 0


def test_a_step_down_the_slope_brings_a_detector_closer_to_its_teacher() -> None:
    taught = tf.concat([yolo(SURE, 1), yolo(UNSURE, 2)], 1)
    said = tf.Variable(tf.concat([yolo(0.0, 3), yolo(0.0, 4)], 1))
    losses = []
    for _ in range(2):
        with tf.GradientTape() as tape:
            loss = YoloImitation()(said, taught).total
        losses.append(float(loss))
        said.assign_sub(0.1 * tape.gradient(loss, said))
    assert losses[1] < losses[0]


def test_slope_of_efficientdets_imitation_is_finite_where_both_agree() -> None:
    logits, codes = (tf.Variable(tensor) for tensor in efficientdet(0))
    with tf.GradientTape() as tape:
        loss = EfficientDetImitation(sure=0.0)((logits, codes), efficientdet(0)).total
    for slope in tape.gradient(loss, [logits, codes]):
        np.testing.assert_allclose(np.asarray(slope), 0, atol=1e-5)


def test_efficientdets_boxes_are_followed_only_where_the_teacher_is_sure() -> None:
    _, codes = efficientdet(0)
    logits = tf.fill([2, 5, CLASSES], UNSURE)
    sure = tf.tensor_scatter_nd_update(logits, [[0, 2, 1]], [SURE])
    for taught, expected in ((logits, 0.0), (sure, None)):
        parts = EfficientDetImitation()((taught, codes + 1), (taught, codes))
        assert (float(parts.boxes) == 0.0) == (expected == 0.0)
        assert float(parts.classes) == 0.0


def test_yolos_boxes_and_classes_count_by_the_teachers_objectness() -> None:
    said = yolo(UNSURE, 0)
    none, some, all_of_it = (
        YoloImitation()(said, yolo(objectness, 1)) for objectness in (-30.0, UNSURE, SURE)
    )
    assert float(none.boxes) == pytest.approx(0, abs=1e-6) == float(none.classes)
    assert float(some.boxes) < float(all_of_it.boxes)
    # Objectness is learned wherever it differs: that there is nothing is a lesson too.
    assert float(none.objectness) > 0 == pytest.approx(float(some.objectness), abs=1e-6)


def test_divergence_is_that_of_two_chances() -> None:
    wanted, said = 0.8, 0.3
    logits = [tf.math.log(p / (1 - p)) for p in (wanted, said)]
    expected = wanted * np.log(wanted / said) + (1 - wanted) * np.log((1 - wanted) / (1 - said))
    assert float(divergence(*logits)) == pytest.approx(expected, rel=1e-5)
