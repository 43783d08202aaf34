"""Detectors in training: what they are held to, and what is said when it goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from core.datasets.prepare import Data
from core.errors import EvaluationError
from core.models.keras.calls import kernels_of
from core.specs import Space, Value
from core.training.detector import DetectorTrainer
from core.training.settings import FitSettings, Teacher
from core.training.trainer import TaskNetwork

YOLO = Space(name="yolo", family="tiny_yolo", choices=(), options={"version": 2})
CHOICES: dict[str, Value] = {"stages": 2, "width_multiplier": 0.1, "head_width": 8}


@pytest.fixture
def trainer(few: Data) -> DetectorTrainer:
    return DetectorTrainer(replace(few, x_val=few.x_train, y_val=few.y_train))


def network(trainer: DetectorTrainer, seed: int = 1) -> TaskNetwork:
    return replace(trainer.build(YOLO, CHOICES, seed), seed=(1,))


def fitted(
    trainer: DetectorTrainer, network: TaskNetwork, settings: FitSettings
) -> list[Mapping[str, float]]:
    """Train a network; what was told after each epoch."""
    reported: list[Mapping[str, float]] = []
    trainer.fit(network, settings, lambda _, scores: reported.append(scores))
    return reported


def settings_of(rate: float, epochs: int = 1, until: int = 0, batch: int = 8) -> FitSettings:
    return FitSettings(epochs, batch, rate, until)


def test_zeros_are_held_and_all_else_is_trained(trainer: DetectorTrainer) -> None:
    one, rng = network(trainer), np.random.default_rng(0)
    model = one.model
    for kernel in kernels_of(model):
        kernel.assign(kernel * (rng.random(kernel.shape) < 0.5))
    before = [np.asarray(kernel) for kernel in kernels_of(model)]
    fitted(trainer, one, replace(settings_of(0.01), hold_zeros=True))
    for old, new in zip(before, map(np.asarray, kernels_of(model)), strict=True):
        assert not new[old == 0].any()
        assert np.mean(new[old != 0] != old[old != 0]) > 0.9


def test_teacher_makes_up_its_share_of_the_loss(trainer: DetectorTrainer) -> None:
    # Nothing is learnt, and all pictures are one batch: the loss is that of the first weights.
    still, model = settings_of(0.0, batch=100), network(trainer, seed=2).model

    def loss(share: float) -> float:
        taught = replace(still, teacher=Teacher(model, share))
        return fitted(trainer, network(trainer), taught)[0]["loss"]

    own, taught = loss(0.0), loss(1.0)
    assert own == pytest.approx(fitted(trainer, network(trainer), still)[0]["loss"])
    assert taught != pytest.approx(own, rel=0.1)
    assert loss(0.25) == pytest.approx(0.75 * own + 0.25 * taught)


def test_training_cut_short_has_the_first_epochs_of_the_whole(trainer: DetectorTrainer) -> None:
    whole, short = (
        fitted(trainer, network(trainer), settings_of(0.01, 3, until)) for until in (3, 2)
    )
    assert len(short) == 2
    assert [reported["loss"] for reported in short] == pytest.approx(
        [reported["loss"] for reported in whole[:2]], rel=1e-4
    )


def test_loss_that_is_no_number_ends_the_training_in_words(trainer: DetectorTrainer) -> None:
    with pytest.raises(
        EvaluationError, match=r"became (nan|inf) in epoch 1: training diverged. Try a smaller"
    ):
        fitted(trainer, network(trainer), settings_of(1e38))


def test_network_without_a_head_is_refused(trainer: DetectorTrainer) -> None:
    headless = TaskNetwork(network(trainer).model)
    with pytest.raises(EvaluationError, match="must have a head"):
        trainer.predict(headless, "validation")


def test_rounds_of_fine_tuning_draw_other_numbers_under_every_seed(
    trainer: DetectorTrainer,
) -> None:
    settings, losses = settings_of(0.01), []
    for seed in ((1, 2), (1, 2), (2, 1), (3, 0)):
        one = replace(network(trainer), seed=seed)
        losses.append(fitted(trainer, one, settings)[0]["loss"])
    assert losses[0] == pytest.approx(losses[1], rel=1e-5)
    assert len({round(loss, 5) for loss in losses}) == 3
