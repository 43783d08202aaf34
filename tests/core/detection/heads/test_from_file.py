"""An EfficientDet's head is found in a file without one; another network is refused in words."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest

from core.datasets import DatasetInfo, info
from core.detection.heads.efficientdet import EfficientDetHead
from core.detection.heads.from_file import find_head
from core.errors import DataError
from core.pruning.channels import prune_channels
from tests.core.estimators.detectors import CHOICES, SPACES

# Garments of 20 to 40 pixels.
BOXES = np.array([[10, 10, 30, 40], [50, 20, 80, 60]], np.float32)


@pytest.fixture
def scenes(home: Path) -> DatasetInfo:
    return info("fashion_scenes", home)


def built(kind: str, scenes: DatasetInfo, classes: int = 10) -> keras.Model:
    from core.models import build

    space = SPACES[kind]
    options = {"input_shape": scenes.image_shape, "choices": CHOICES[kind], **space.options}
    return build(space.family, classes=classes, **options)


def test_efficientdet_has_the_head_of_its_training_pruned_or_not(scenes: DatasetInfo) -> None:
    model = built("efficientdet", scenes)
    own = EfficientDetHead.of(model, scenes, BOXES)
    smaller = prune_channels(model, 0.5, scope="local").model
    for one in (model, smaller):
        assert find_head(one, scenes, BOXES) == own


def test_other_networks_are_refused_in_words(scenes: DatasetInfo) -> None:
    image = keras.Input(scenes.image_shape)
    pooled = keras.layers.GlobalAveragePooling2D()(image)
    others = (
        built("tiny_yolo", scenes),
        built("efficientdet", scenes, classes=7),
        keras.Model(image, keras.layers.Dense(10, activation="softmax")(pooled)),
    )
    for model in others:
        with pytest.raises(DataError, match="must hold an EfficientDet as it is built here, for"):
            find_head(model, scenes, BOXES)
