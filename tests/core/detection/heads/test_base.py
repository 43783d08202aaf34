"""What the head of every family of detectors keeps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from core.detection.heads.base import Head, detector_families, head_class, read_head, write_head
from core.errors import EvaluationError, UnknownNameError
from core.models.catalogue import FAMILIES
from tests.core.detection.fitted_heads import BOXES, SCENES, detector, fitted

# Two pictures, of which the second has two objects.
OBJECTS = (
    np.stack([BOXES[[0, 0]], BOXES[1:3]]),
    np.array([[0, -1], [1, 0]], np.int32),
)


@pytest.fixture(scope="module", params=detector_families())
def family(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def model(family: str) -> keras.Model:
    keras.utils.set_random_seed(1)
    return detector(family)


@pytest.fixture(scope="module")
def head(family: str, model: keras.Model) -> Head:
    return fitted(family, model)


@pytest.fixture(scope="module")
def outputs(model: keras.Model) -> list[Any]:
    pictures = np.random.default_rng(0).random((2, *SCENES.image_shape), dtype=np.float32)
    return model(pictures, training=False)


def test_every_family_of_detectors_has_one_and_no_other_family() -> None:
    assert {FAMILIES.entry(family).params.task for family in detector_families()} == {"detection"}
    rest = set(FAMILIES.names()) - set(detector_families())
    assert {FAMILIES.entry(family).params.task for family in rest} == {"classification"}


def test_family_of_classifiers_is_refused_with_those_there_are() -> None:
    with pytest.raises(EvaluationError, match="'convnet' finds no objects. Choose efficientdet or"):
        head_class("convnet")
    with pytest.raises(UnknownNameError, match="Unknown family 'resnot'"):
        head_class("resnot")


def test_head_that_was_kept_is_the_same(head: Head, outputs: list[Any], tmp_path: Path) -> None:
    write_head(head, tmp_path / "head.json")
    again = read_head(tmp_path / "head.json")
    assert again == head and type(again) is type(head)
    for first, second in zip(again.read(outputs), head.read(outputs), strict=True):
        np.testing.assert_array_equal(first, second)


def test_outputs_are_read_as_boxes_and_scores_of_every_class(
    head: Head, outputs: list[Any]
) -> None:
    boxes, scores = map(np.asarray, head.read(outputs))
    assert boxes.shape[::2] == (2, 4) and scores.shape == (*boxes.shape[:2], head.classes)
    assert np.isfinite(boxes).all() and (boxes[..., 2:] > boxes[..., :2]).all()
    assert (0 < scores).all() and (scores < 1).all()


def test_every_object_is_answered_for_and_padding_is_not(head: Head, outputs: list[Any]) -> None:
    matches = head.teaching.match(*OBJECTS)
    assert matches.shape == np.shape(head.read(outputs)[0])[:2] and matches.dtype == np.int32
    assert [set(row[row >= 0].tolist()) for row in matches] == [{0}, {0, 1}]


def test_loss_has_a_slope_at_every_output(head: Head, outputs: list[Any]) -> None:
    with tf.GradientTape() as tape:
        tape.watch(outputs)
        loss = head.teaching.loss(outputs, head.teaching.targets(*OBJECTS))
    assert float(loss.total) == pytest.approx(float(sum(loss[1:])), rel=1e-5)
    slopes = tape.gradient(loss.total, outputs)
    assert all(np.isfinite(slope).all() and np.any(slope) for slope in slopes)


def test_imitation_is_nothing_of_oneself_and_something_of_another(
    head: Head, outputs: list[Any]
) -> None:
    other = [output + 1.0 for output in outputs]
    assert float(head.teaching.imitation(outputs, outputs).total) == pytest.approx(0, abs=1e-5)
    assert float(head.teaching.imitation(outputs, other).total) > 0.1
