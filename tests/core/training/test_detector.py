"""Detectors in training: what they are held to, and what is said when it goes wrong."""

from __future__ import annotations

from collections.abc import Mapping

import keras
import numpy as np
import pytest

from core.datasets.prepare import Data
from core.detection.heads.base import head_class
from core.errors import EvaluationError
from core.estimators.detection import fresh
from core.models.catalogue import family_options
from core.pruning.weights import kernels_of
from core.specs import Space, Value
from core.training.classifier import held_zeros
from core.training.detector import DetectionData, DetectorFitter, DetectorGuide, DetectorPlan

YOLO = Space(name="yolo", family="tiny_yolo", choices=(), options={"version": 2})
CHOICES: dict[str, Value] = {"stages": 2, "width_multiplier": 0.1, "head_width": 8}


def network(few: Data, seed: int = 1) -> keras.Model:
    return fresh(YOLO, CHOICES, few.info, seed)


def fitted(
    model: keras.Model,
    few: Data,
    plan: DetectorPlan,
    guide: DetectorGuide | None = None,
) -> list[Mapping[str, float]]:
    """Train ``model``; what was told after each epoch."""
    scenes, told = DetectionData.of(few.x_train, few.y_train), []
    settings = family_options(YOLO.family, YOLO.options)
    boxes = scenes.boxes[scenes.labels >= 0]
    head = head_class(YOLO.family).of(model, few.info, boxes, settings)
    DetectorFitter(model, head, guide).fit(
        scenes, scenes, plan, seed=1, report=lambda _, scores: told.append(scores)
    )
    return told


def plan_of(rate: float, epochs: int = 1, until: int = 0, batch: int = 8) -> DetectorPlan:
    return DetectorPlan(epochs, batch, rate, until or epochs, None)


def test_zeros_are_held_and_all_else_is_trained(few: Data) -> None:
    model, rng = network(few), np.random.default_rng(0)
    for kernel in kernels_of(model):
        kernel.assign(kernel * (rng.random(kernel.shape) < 0.5))
    before = [np.asarray(kernel) for kernel in kernels_of(model)]
    fitted(model, few, plan_of(0.01), DetectorGuide(mask=held_zeros(model)))
    for old, new in zip(before, map(np.asarray, kernels_of(model)), strict=True):
        assert not new[old == 0].any()
        assert np.mean(new[old != 0] != old[old != 0]) > 0.9


def test_teacher_makes_up_its_share_of_the_loss(few: Data) -> None:
    teacher = network(few, seed=2)

    def loss(share: float) -> float:
        # Nothing is learnt, and all pictures are one batch: the loss is that of the first weights.
        guide = DetectorGuide(teacher, share)
        return fitted(network(few), few, plan_of(0.0, batch=100), guide)[0]["loss"]

    own, taught = loss(0.0), loss(1.0)
    assert own == pytest.approx(fitted(network(few), few, plan_of(0.0, batch=100))[0]["loss"])
    assert taught != pytest.approx(own, rel=0.1)
    assert loss(0.25) == pytest.approx(0.75 * own + 0.25 * taught)


def test_training_cut_short_has_the_first_epochs_of_the_whole(few: Data) -> None:
    whole, short = (fitted(network(few), few, plan_of(0.01, 3, until)) for until in (3, 2))
    assert len(short) == 2
    assert [told["loss"] for told in short] == pytest.approx(
        [told["loss"] for told in whole[:2]], rel=1e-4
    )


def test_loss_that_is_no_number_ends_the_training_in_words(few: Data) -> None:
    with pytest.raises(
        EvaluationError, match=r"became (nan|inf) in epoch 1: training diverged. Try a smaller"
    ):
        fitted(network(few), few, plan_of(1e38))
