"""EfficientDet's loss and YOLO's, in TensorFlow and traceable.

Targets are the objects of the pictures, padded, and the matches of :mod:`core.detection.matching`.
Sums run over all anchors of the batch and are divided by the number of anchors that answer for an
object, or by 1 where none does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import tensorflow as tf

from core.detection.anchors import Anchors
from core.detection.coding import (
    decode_yolo,
    encode_boxes,
    log_sizes,
    yolo_offsets,
    yolo_offsets_of,
)
from core.detection.matching import IGNORED

_TINY = 1e-7


class Targets(NamedTuple):
    """The targets of a batch; tensors or arrays.

    ``boxes (pictures, most, 4)``, ``labels (pictures, most)``, ``matches (pictures, anchors)``.
    """

    boxes: Any
    labels: Any
    matches: Any


class LossParts(NamedTuple):
    """Scalars: what is minimised, and what it is the sum of."""

    total: Any
    boxes: Any
    classes: Any
    objectness: Any


@dataclass(frozen=True)
class EfficientDetLoss:
    """Focal loss on classes and Huber loss on codes (Tan, Pang & Le 2020, section 5.1).

    The defaults are the paper's, and those of its reference code where the paper is silent.
    """

    anchors: Anchors
    alpha: float = 0.25
    gamma: float = 1.5
    delta: float = 0.1
    box_weight: float = 50.0

    def __call__(self, outputs: Sequence[Any], targets: Targets) -> LossParts:
        """Return the loss of class logits and box codes, each ``(pictures, anchors, …)``."""
        logits, codes = outputs
        matches = tf.convert_to_tensor(targets.matches)
        boxes, labels, answers = _gathered(targets)
        count = tf.maximum(tf.reduce_sum(answers), 1)
        wanted = tf.one_hot(labels, logits.shape[-1]) * answers[..., None]
        learnt = tf.cast(matches != IGNORED, tf.float32)
        classes = focal_loss(wanted, logits, alpha=self.alpha, gamma=self.gamma)
        class_loss = tf.reduce_sum(classes * learnt[..., None]) / count
        away = huber_loss(encode_boxes(boxes, self.anchors), codes, delta=self.delta)
        box_loss = self.box_weight * tf.reduce_sum(away * answers[..., None]) / (4 * count)
        return LossParts(class_loss + box_loss, box_loss, class_loss, tf.zeros(()))


@dataclass(frozen=True)
class YoloLoss:
    """YOLO's loss (Redmon & Farhadi 2018, sections 2.1 and 2.2).

    Objectness and classes are judged by cross-entropy, each class by itself. An anchor without an
    object learns that there is none, unless its box overlaps one by more than ``ignore_above``.
    Boxes are judged by the squared error of offsets and log-sizes, those of small objects up to
    twice as much as those of large ones; with ``ciou``, as in YOLOv4, by 1 - CIoU (Zheng et al.
    2020).
    ``scale`` is that of :func:`core.detection.coding.decode_yolo`; ``picture_area`` in pixels.
    """

    anchors: Anchors
    picture_area: float
    scale: float = 1.0
    ciou: bool = False
    ignore_above: float = 0.5
    box_weight: float = 1.0
    objectness_weight: float = 1.0
    class_weight: float = 1.0

    def __call__(self, predicted: Any, targets: Targets) -> LossParts:
        """Return the loss of ``predicted``, ``(pictures, anchors, 5 + classes)``."""
        codes, objectness, logits = tf.split(predicted, [4, 1, predicted.shape[-1] - 5], -1)
        boxes, labels, answers = _gathered(targets)
        count = tf.maximum(tf.reduce_sum(answers), 1)
        decoded = decode_yolo(codes, self.anchors, scale=self.scale)
        learnt = tf.maximum(answers, self._far_from_all(decoded, targets))
        objects = _cross_entropy(answers, objectness[..., 0]) * learnt
        classes = _cross_entropy(tf.one_hot(labels, logits.shape[-1]), logits)
        away = 1 - ciou(decoded, boxes) if self.ciou else self._squared(codes, boxes)
        box_loss = self.box_weight * _sum_where(answers, away) / count
        objectness_loss = self.objectness_weight * tf.reduce_sum(objects) / count
        class_loss = self.class_weight * tf.reduce_sum(classes * answers[..., None]) / count
        return LossParts(
            box_loss + objectness_loss + class_loss, box_loss, class_loss, objectness_loss
        )

    def _far_from_all(self, decoded: Any, targets: Targets) -> Any:
        """Return 1 where a predicted box overlaps no object by more than ``ignore_above``."""
        present = tf.convert_to_tensor(targets.labels) >= 0
        # One crowded picture pads all others of a data set: padding must not take memory.
        used = tf.where(tf.reduce_any(present, 0))[:, 0]
        boxes = tf.gather(tf.convert_to_tensor(targets.boxes, tf.float32), used, axis=1)
        overlap = pair_iou(decoded[:, :, None], boxes[:, None])
        near = tf.logical_and(
            overlap > self.ignore_above, tf.gather(present, used, axis=1)[:, None]
        )
        close = tf.reduce_any(near, -1)
        return tf.stop_gradient(tf.cast(~close, tf.float32))

    def _squared(self, codes: Any, boxes: Any) -> Any:
        near, far = boxes[..., :2], boxes[..., 2:]
        offsets = yolo_offsets(codes, scale=self.scale)
        aside = offsets - yolo_offsets_of((near + far) / 2, self.anchors)
        grown = codes[..., 2:] - log_sizes(far - near, self.anchors)
        area = _area(far - near) / self.picture_area
        return (2 - area) * tf.reduce_sum(tf.square(aside) + tf.square(grown), -1)


def focal_loss(wanted: Any, logits: Any, *, alpha: float | None, gamma: float) -> Any:
    """Return cross-entropy times (1 - p)^gamma, p of the true value (Lin et al. 2017).

    ``alpha`` weighs what is there, 1 - ``alpha`` what is not; ``None`` weighs both by 1. The result
    has the shape of ``wanted``, which holds 0 and 1.
    """
    # The logit of what is right: all that follows is then finite wherever it is.
    right = logits * (2 * wanted - 1)
    loss = tf.exp(gamma * tf.math.log_sigmoid(-right)) * -tf.math.log_sigmoid(right)
    return loss if alpha is None else loss * tf.where(wanted > 0, alpha, 1 - alpha)


def huber_loss(wanted: Any, found: Any, *, delta: float) -> Any:
    """Return the Huber loss (1964), element by element: quadratic up to ``delta``, then linear."""
    away = tf.abs(wanted - found)
    bent = tf.minimum(away, delta)
    return bent * (away - bent / 2)


def pair_iou(first: Any, second: Any) -> Any:
    """Return the IoU of boxes ``(..., 4)``, pair by pair; 0 where neither has an area."""
    shared, union = _shared_and_union(first, second)
    return shared / tf.maximum(union, _TINY)


def ciou(first: Any, second: Any) -> Any:
    """Return the complete IoU of boxes ``(..., 4)``, -1.5 to 1 (Zheng et al. 2020, section 4).

    IoU, less the squared distance of the centres over that of the enclosing box's corners, less
    what the aspect ratios differ by. As in the authors' code, the weight of the last is held
    constant when the slope is taken.
    """
    iou = pair_iou(first, second)
    near = tf.minimum(first[..., :2], second[..., :2])
    far = tf.maximum(first[..., 2:], second[..., 2:])
    apart = (first[..., :2] + first[..., 2:] - second[..., :2] - second[..., 2:]) / 2
    distance = _squares(apart) / tf.maximum(_squares(far - near), _TINY)
    unlike = tf.square(_slant(first) - _slant(second)) * (4 / math.pi**2)
    weight = tf.stop_gradient(unlike / tf.maximum(1 - iou + unlike, _TINY))
    return iou - distance - weight * unlike


def _gathered(targets: Targets) -> tuple[Any, Any, Any]:
    """Return each anchor's object box and label, and 1 where it has an object."""
    matches = tf.convert_to_tensor(targets.matches)
    place = tf.maximum(matches, 0)
    boxes = tf.gather(tf.convert_to_tensor(targets.boxes, tf.float32), place, batch_dims=1)
    labels = tf.gather(tf.convert_to_tensor(targets.labels), place, batch_dims=1)
    return boxes, labels, tf.cast(matches >= 0, tf.float32)


def _sum_where(answers: Any, away: Any) -> Any:
    # Where there is no object the error is of nothing and may be anything: not even 0 times that.
    return tf.reduce_sum(tf.where(answers > 0, away, 0.0))


def _cross_entropy(wanted: Any, logits: Any) -> Any:
    return tf.nn.sigmoid_cross_entropy_with_logits(labels=wanted, logits=logits)


def _shared_and_union(first: Any, second: Any) -> tuple[Any, Any]:
    low = tf.maximum(first[..., :2], second[..., :2])
    high = tf.minimum(first[..., 2:], second[..., 2:])
    shared = _area(high - low)
    union = _area(first[..., 2:] - first[..., :2]) + _area(second[..., 2:] - second[..., :2])
    return shared, union - shared


def _area(sides: Any) -> Any:
    w, h = tf.unstack(tf.maximum(sides, 0), axis=-1)
    return w * h


def _slant(boxes: Any) -> Any:
    w, h = tf.unstack(boxes[..., 2:] - boxes[..., :2], axis=-1)
    return tf.math.atan(w / tf.maximum(h, _TINY))


def _squares(vector: Any) -> Any:
    return tf.reduce_sum(tf.square(vector), -1)
