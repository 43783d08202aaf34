"""Detectors for several tests: built once a session, and their weights counted as papers do."""

from __future__ import annotations

from functools import cache

import keras
import numpy as np

from core.models import Sketch, build, sketch
from core.models.families.published import DETECTORS
from tests.core.pruning.nets import randomise

# Of each published detector: the classes and the numbers of each BatchNormalization (as in
# ``counted``) that its authors count with, and the millions of weights as their tables print them.
PRINTED = {
    "tiny_yolo_v2": (80, 1, "11.23"),
    "tiny_yolo_v3": (80, 1, "8.85"),
    "tiny_yolo_v4": (80, 1, "6.05"),
    "efficientdet_d0": (90, 2, "3.9"),
    "efficientdet_d1": (90, 2, "6.6"),
    "efficientdet_d2": (90, 2, "8.1"),
    "efficientdet_d3": (90, 2, "12.0"),
    "efficientdet_d4": (90, 2, "20.7"),
    "efficientdet_d5": (90, 2, "33.7"),
    "efficientdet_d6": (90, 2, "51.9"),
    "efficientdet_d7": (90, 2, "51.9"),
}


def millions(name: str) -> str:
    """The weights of a published detector, counted and printed as its authors do."""
    classes, of_four, printed = PRINTED[name]
    side = DETECTORS[name].pixels
    drawn = sketch(name, {}, input_shape=(side, side, 3), classes=classes)
    return f"{counted(drawn, of_four) / 1e6:.{len(printed.split('.')[1])}f}"


@cache
def built(name: str, side: int) -> keras.Model:
    """A published detector of ten classes for pixels from 0 to 1, with random weights.

    Its statistics fit them, so that an output depends on the picture. Change none of them.
    """
    keras.utils.set_random_seed(0)
    unit = {} if name.startswith("tiny_yolo") else {"pixels": "unit"}
    model = build(name, input_shape=(side, side, 3), classes=10, **unit)
    rng = np.random.default_rng(0)
    randomise(model, rng)
    _settle(model, rng.random((8, side, side, 3), dtype=np.float32))
    return model


def _settle(model: keras.Model, pictures: np.ndarray) -> None:
    """Take the statistics from pictures: with drawn ones nothing of a picture gets through."""
    norms = [one for one in model.layers if isinstance(one, keras.layers.BatchNormalization)]
    momenta = [norm.momentum for norm in norms]
    for norm in norms:
        norm.momentum = 0.0
    model(pictures, training=True)
    for norm, momentum in zip(norms, momenta, strict=True):
        norm.momentum = momentum


def counted(drawn: Sketch, of_four: int) -> int:
    """Weights with ``of_four`` numbers a channel for each BatchNormalization.

    Four with its statistics, two as far as it is trained, one when it is folded into the biases of
    the convolution before it. The fixed statistics of the pictures do not count.
    """
    shares = {"BatchNormalization": of_four / 4, "Normalization": 0}
    return sum(round(one.parameters * shares.get(one.kind, 1)) for one in drawn.layers)
