"""What pruning criteria look at."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from core.datasets.prepare import Data
from core.detection.heads.base import read_head
from core.estimators.compression.samples import samples_of
from core.models.keras.calls import kernels_of
from core.parents import repository
from core.pruning.losses import WithLoss, gradients
from core.training.detector import DetectionData


def test_criteria_are_shown_the_same_training_images_every_time(data: Data) -> None:
    pictures, labels = samples_of(data, None)
    assert len(pictures) == len(labels) == 256 < len(data.y_train)
    np.testing.assert_array_equal(pictures, samples_of(data, None)[0])
    assert set(map(bytes, pictures)) <= set(map(bytes, data.x_train))


def test_slopes_are_those_of_the_detectors_own_loss(kind: str, detectors: Path, few: Data) -> None:
    parent = repository.folder(kind, detectors)
    model = keras.models.load_model(parent / repository.MODEL, compile=False)
    head = read_head(parent / "head.json")
    samples = samples_of(few, head)
    assert isinstance(samples, WithLoss) and len(samples.pictures) == len(few.x_train)
    kernels, teaching = kernels_of(model), head.teaching
    # One batch: a loss that is a mean over objects is another one over two.
    samples = WithLoss(samples.pictures[:16], samples.labels[:16], samples.loss)
    scenes = DetectionData.of(*samples[:2])
    targets = teaching.targets(scenes.boxes, scenes.labels)
    with tf.GradientTape() as tape:
        loss = teaching.loss(model(scenes.x, training=False), targets).total
    wanted = tape.gradient(loss, [kernel.value for kernel in kernels])
    for slope, own in zip(gradients(model, kernels, samples), wanted, strict=True):
        assert np.any(own)
        np.testing.assert_allclose(slope, own, rtol=1e-3, atol=1e-5 * np.abs(own).max())
