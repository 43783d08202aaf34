"""Samples for pruning criteria: training pictures, and the parent's loss."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from core.arrays import Array
from core.datasets.prepare import Data
from core.detection.heads.base import Head
from core.pruning.losses import Loss, Samples, WithLoss

# Examples for the criteria that look at data.
SAMPLES = 256


def samples_of(data: Data, head: Head | None) -> Samples:
    """Return training examples, the same for all candidates.

    Args:
        head: how the parent's outputs are read, if it is a detector.
    """
    rows = np.random.default_rng(0).permutation(len(data.y_train))[:SAMPLES]
    pictures, labels = data.x_train[rows], data.y_train[rows]
    return (pictures, labels) if head is None else WithLoss(pictures, labels, loss_of(head))


def loss_of(head: Head) -> Loss:
    """Return the loss of a detector's outputs for ``y (pictures, most, 5)``, boxes and labels."""

    def loss(outputs: Any, y: Array) -> Any:
        targets = head.teaching.targets(y[..., :4], y[..., 4].astype(np.int32))
        return head.teaching.loss(keras.tree.flatten(outputs), targets).total

    return loss
