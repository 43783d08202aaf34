"""The head of a YOLO of :mod:`core.models.families.tiny_yolo`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, ClassVar, Self

import numpy as np
import tensorflow as tf

from core.arrays import Array
from core.datasets import DatasetInfo
from core.detection.anchors import Anchors, cluster_sizes, split_levels, yolo_anchors
from core.detection.coding import decode_yolo
from core.detection.distillation import YoloImitation
from core.detection.heads.base import Head, Outputs, Teaching
from core.detection.losses import LossParts, Targets, YoloLoss
from core.detection.matching import match_by_shape
from core.errors import DataError, EvaluationError
from core.models.families.detector_options import TinyYoloOptions

# Width and height of the anchors of each level, pixels.
Sizes = tuple[tuple[tuple[float, float], ...], ...]

# Those of YOLOv4's authors (yolov4-tiny.cfg): how far the sigmoid reaches beyond the cell, and what
# else answers for an object.
V4_SCALE, V4_ALSO_ABOVE = 1.05, 0.213
# How much a box weighs beside the rest. Ours: theirs, 0.07, is for sums that are normalised
# otherwise.
V4_BOX_WEIGHT = 3.0


@dataclass(frozen=True)
class YoloHead(Head):
    """One tensor of codes, objectness and class logits a level.

    Attributes:
        strides: of the levels, in the order of the outputs.
        sizes: width and height of each level's anchors, pixels.
        version: 2 to 4.
    """

    kind: ClassVar[str] = "yolo"
    strides: tuple[int, ...]
    sizes: Sizes
    version: int

    @classmethod
    def of(cls, model: Any, info: DatasetInfo, boxes: Array, settings: TinyYoloOptions) -> Self:
        """Return the head; its anchors are the usual sizes of the objects.

        Raises:
            EvaluationError: no object has area.
        """
        (height, width, _), classes = info.image_shape, len(info.class_names)
        # Of the levels: rows, columns, anchors · (5 + classes).
        shapes = [tuple(output.shape[1:]) for output in model.outputs]
        strides = tuple(-(-height // rows) for rows, *_ in shapes)
        each = shapes[0][-1] // (5 + classes)
        sizes = _usual_sizes(boxes, each, strides)
        return cls(height, width, classes, strides, sizes, settings.version)

    @cached_property
    def anchors(self) -> Anchors:
        """The boxes that it starts from, in the order of its outputs."""
        return yolo_anchors(self.height, self.width, self.strides, self.sizes)

    @property
    def teaching(self) -> Teaching:
        modern, scale = self.version == 4, self._scale
        also = V4_ALSO_ABOVE if modern else 1.0
        weight = V4_BOX_WEIGHT if modern else 1.0
        area = float(self.height * self.width)
        judge = YoloLoss(self.anchors, area, scale=scale, ciou=modern, box_weight=weight)

        def loss(outputs: Outputs, targets: Targets) -> LossParts:
            return judge(self._flat(outputs), targets)

        def imitation(outputs: Outputs, taught: Outputs) -> LossParts:
            return YoloImitation(scale)(self._flat(outputs), self._flat(taught))

        return Teaching(partial(match_by_shape, self.anchors, also_above=also), loss, imitation)

    def read(self, outputs: Outputs) -> tuple[Any, Any]:
        codes, objectness, logits = tf.split(self._flat(outputs), [4, 1, self.classes], -1)
        boxes = decode_yolo(codes, self.anchors, scale=self._scale)
        return boxes, tf.sigmoid(objectness) * tf.sigmoid(logits)

    @property
    def _scale(self) -> float:
        return V4_SCALE if self.version == 4 else 1.0

    def _flat(self, outputs: Outputs) -> Any:
        """Return all levels in one tensor ``(pictures, anchors, 5 + classes)``."""
        values = 5 + self.classes
        rows = [tf.reshape(o, [tf.shape(o)[0], -1, values]) for o in outputs]
        return tf.concat(rows, 1)


def _usual_sizes(boxes: Array, each: int, strides: Sequence[int]) -> Sizes:
    """Return ``each`` anchors for every level, the smallest for the smallest stride."""
    rng = np.random.default_rng(0)
    try:
        sizes = cluster_sizes(boxes[:, 2:] - boxes[:, :2], each * len(strides), rng)
    except DataError as error:
        raise EvaluationError(f"The anchors cannot be fitted to the objects: {error}") from error
    by_level = split_levels(sizes, len(strides))
    order = np.argsort(np.argsort(strides))
    return tuple(tuple(map(tuple, by_level[place].tolist())) for place in order)
