"""Losses by which a detector learns from a teacher: classes, boxes, objectness.

Each term is zero where both say the same. Sums run over all anchors of the batch and are divided by
how many of them the teacher takes for an object, or by 1 where that is less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from core.detection.coding import yolo_offsets
from core.detection.losses import LossParts, huber_loss


@dataclass(frozen=True)
class EfficientDetImitation:
    """Soft classes of every anchor, and boxes where the teacher is sure of an object.

    After Chen, Choi, Yu, Han & Chandraker 2017, "Learning efficient object detection models with
    knowledge distillation", section 3. An anchor's classes weigh by how far the two are apart, as
    in the focal loss for soft labels (Li et al. 2020, "Generalized focal loss", equation 4), lest
    the thousands of empty anchors outweigh the few others. Boxes are judged by EfficientDet's own
    Huber loss of codes, each by the teacher's highest class probability.

    Attributes:
        sure: the class probability from which on a teacher's box is followed.
    """

    sure: float = 0.3
    gamma: float = 1.5
    delta: float = 0.1
    box_weight: float = 50.0

    def __call__(self, outputs: Sequence[Any], taught: Sequence[Any]) -> LossParts:
        """Return the loss of class logits and box codes, each ``(pictures, anchors, …)``."""
        (logits, codes), (wanted, wanted_codes) = outputs, taught
        highest = tf.reduce_max(tf.sigmoid(wanted), -1)
        weight = tf.where(highest >= self.sure, highest, 0.0)
        count = tf.maximum(tf.reduce_sum(weight), 1)
        apart = tf.abs(tf.sigmoid(logits) - tf.sigmoid(wanted))
        classes = tf.pow(apart, self.gamma) * divergence(wanted, logits)
        class_loss = tf.reduce_sum(classes) / count
        away = huber_loss(wanted_codes, codes, delta=self.delta)
        box_loss = self.box_weight * tf.reduce_sum(away * weight[..., None]) / (4 * count)
        return LossParts(class_loss + box_loss, box_loss, class_loss, tf.zeros(()))


@dataclass(frozen=True)
class YoloImitation:
    """Objectness of every anchor; classes and boxes by how sure the teacher is of an object.

    Objectness scaled distillation (Mehta & Ozturk 2018, "Object detection at 200 frames per
    second", section 3.2): where the teacher sees nothing, its classes and boxes are noise. Offsets
    and log-sizes are judged by their squared error.

    Attributes:
        scale: that of :func:`core.detection.coding.decode_yolo`.
    """

    scale: float = 1.0

    def __call__(self, predicted: Any, taught: Any) -> LossParts:
        """Return the loss of ``predicted (pictures, anchors, 5 + classes)``, as ``taught`` is."""
        sizes = [4, 1, predicted.shape[-1] - 5]
        codes, objectness, logits = tf.split(predicted, sizes, -1)
        wanted_codes, wanted_objectness, wanted = tf.split(taught, sizes, -1)
        sure = tf.sigmoid(wanted_objectness)
        count = tf.maximum(tf.reduce_sum(sure), 1)
        objectness_loss = tf.reduce_sum(divergence(wanted_objectness, objectness)) / count
        class_loss = tf.reduce_sum(sure * divergence(wanted, logits)) / count
        offsets = yolo_offsets(codes, scale=self.scale)
        aside = offsets - yolo_offsets(wanted_codes, scale=self.scale)
        grown = codes[..., 2:] - wanted_codes[..., 2:]
        away = tf.square(aside) + tf.square(grown)
        box_loss = tf.reduce_sum(sure * away) / count
        return LossParts(
            box_loss + objectness_loss + class_loss, box_loss, class_loss, objectness_loss
        )


def divergence(wanted: Any, logits: Any) -> Any:
    """Return the Kullback-Leibler divergence in nats of ``logits`` from ``wanted``, by element.

    Each stands for an independent probability; 0 where they are equal.
    """
    likely = tf.sigmoid(wanted)
    return _cross_entropy(likely, logits) - _cross_entropy(likely, wanted)


def _cross_entropy(likely: Any, logits: Any) -> Any:
    return tf.nn.sigmoid_cross_entropy_with_logits(labels=likely, logits=logits)
