"""Small detectors of every family for the tests of heads, and the objects of their pictures."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np

from core.datasets import info
from core.detection.heads.base import Head, head_class
from core.models import build
from core.models.catalogue import FAMILIES
from core.specs import Value
from tests.core.detection.plain import random_boxes
from tests.core.estimators.detectors import CHOICES, SPACES

# Scenes of two classes.
SCENES = info("fashion_scenes", Path()).model_copy(update={"class_names": ("bag", "coat")})
BOXES = random_boxes(np.random.default_rng(0), 12)


def detector(family: str, choices: dict[str, Value] | None = None, **options: Value) -> keras.Model:
    """One of the family with fresh weights; one that is not known here as it is by default."""
    known = SPACES[family].options if family in SPACES else {}
    return build(
        family,
        input_shape=SCENES.image_shape,
        classes=len(SCENES.class_names),
        choices=CHOICES.get(family, {}) | (choices or {}),
        **known | options,
    )


def fitted(family: str, model: keras.Model, boxes: np.ndarray = BOXES) -> Head:
    """The head of one of the family."""
    known = SPACES[family].options if family in SPACES else {}
    return head_class(family).of(model, SCENES, boxes, FAMILIES.entry(family).params.read(known))
