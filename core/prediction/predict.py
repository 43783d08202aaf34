"""Predicts one picture with a saved network: boxes of a detector, or probabilities."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np

from core.arrays import Array
from core.detection.evaluation import Detections
from core.detection.suppression import suppress
from core.training.candidate import blamed_on_candidate, load_network
from core.training.trainer import head_beside


def predict(model_file: Path, picture: Array) -> Detections | Array:
    """Return the prediction for ``picture`` (height, width, channels), float32 in [0, 1].

    Of a detector, which has its head beside it, the boxes; of a classifier the probabilities
    (classes,).

    Raises:
        EvaluationError: the file is damaged, or TensorFlow refuses the picture.
    """
    model, head = load_network(model_file), head_beside(model_file)
    with blamed_on_candidate():
        outputs = keras.tree.flatten(model(picture[np.newaxis], training=False))
    if head is None:
        probabilities: Array = np.asarray(outputs[0], np.float64)[0]
        return probabilities
    boxes, scores = head.read(outputs)
    [found] = suppress(np.asarray(boxes), np.asarray(scores))
    return found
