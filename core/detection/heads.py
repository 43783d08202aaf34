"""What stands between a detector's tensors and boxes: its anchors, its loss, its answers."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from core.detection.anchors import (
    Anchors,
    Map,
    cluster_sizes,
    efficientdet_anchors,
    fitted_scale,
    split_levels,
    yolo_anchors,
)
from core.detection.coding import decode_boxes, decode_yolo
from core.detection.distillation import EfficientDetImitation, YoloImitation
from core.detection.losses import EfficientDetLoss, LossParts, Targets, YoloLoss
from core.detection.matching import match_by_iou, match_by_shape
from core.errors import DataError, EvaluationError

Array = np.ndarray[Any, np.dtype[Any]]

RATIOS = 3
# The names that an EfficientDet's levels go by: P3 to P7.
LEVELS = range(3, 8)
# YOLOv4's own: how far the sigmoid reaches beyond the cell, what else answers for an object, and
# how much a box weighs beside the rest.
V4_SCALE, V4_ALSO_ABOVE, V4_BOX_WEIGHT = 1.05, 0.213, 3.0


@dataclass(frozen=True)
class Head(ABC):
    """How the outputs of one detector are taught and read.

    Attributes:
        height, width: of the picture, pixels.
        classes: how many kinds of objects there are.
    """

    height: int
    width: int
    classes: int

    @property
    @abstractmethod
    def anchors(self) -> Anchors:
        """The boxes that it starts from, in the order of its outputs."""

    @abstractmethod
    def match(self, boxes: Array, labels: Array) -> Array:
        """Which anchor answers for which object: ``(pictures, anchors)`` int32."""

    @abstractmethod
    def loss(self, outputs: Sequence[Any], targets: Targets) -> LossParts:
        """The loss of a batch of ``outputs``; traceable."""

    @abstractmethod
    def imitation(self, outputs: Sequence[Any], taught: Sequence[Any]) -> LossParts:
        """How far a batch of ``outputs`` is from a teacher's, of the same shapes; traceable."""

    @abstractmethod
    def read(self, outputs: Sequence[Any]) -> tuple[Any, Any]:
        """Boxes ``(pictures, anchors, 4)`` and scores ``(pictures, anchors, classes)``."""


@dataclass(frozen=True)
class EfficientDetHead(Head):
    """Class logits and box codes of all levels, one after the other.

    Attributes:
        maps: rows and columns of each level, in the order of the outputs.
        each: anchors at a place: three shapes of one or more sizes.
        scale: the side of a level's smallest anchor over its stride.
    """

    maps: tuple[Map, ...]
    each: int = 9
    scale: float = 4.0

    @cached_property
    def anchors(self) -> Anchors:
        scales = _scales(self.each)
        return efficientdet_anchors(
            self.height, self.width, self.maps, scales=scales, scale=self.scale
        )

    def match(self, boxes: Array, labels: Array) -> Array:
        return match_by_iou(self.anchors, boxes, labels)

    def loss(self, outputs: Sequence[Any], targets: Targets) -> LossParts:
        logits, codes = outputs
        return EfficientDetLoss(self.anchors)(logits, codes, targets)

    def imitation(self, outputs: Sequence[Any], taught: Sequence[Any]) -> LossParts:
        (logits, codes), (wanted, wanted_codes) = outputs, taught
        return EfficientDetImitation()((logits, codes), (wanted, wanted_codes))

    def read(self, outputs: Sequence[Any]) -> tuple[Any, Any]:
        logits, codes = outputs
        return decode_boxes(codes, self.anchors), tf.sigmoid(logits)


@dataclass(frozen=True)
class YoloHead(Head):
    """One tensor of codes, objectness and class logits a level.

    Attributes:
        strides: of the levels, in the order of the outputs.
        sizes: width and height of each level's anchors, pixels.
        version: 2 to 4.
    """

    strides: tuple[int, ...]
    sizes: tuple[tuple[tuple[float, float], ...], ...]
    version: int

    @cached_property
    def anchors(self) -> Anchors:
        return yolo_anchors(self.height, self.width, self.strides, self.sizes)

    def match(self, boxes: Array, labels: Array) -> Array:
        also = V4_ALSO_ABOVE if self.version == 4 else 1.0
        return match_by_shape(self.anchors, boxes, labels, also_above=also)

    def loss(self, outputs: Sequence[Any], targets: Targets) -> LossParts:
        modern = self.version == 4
        loss = YoloLoss(
            self.anchors,
            float(self.height * self.width),
            scale=self._scale,
            ciou=modern,
            box_weight=V4_BOX_WEIGHT if modern else 1.0,
        )
        return loss(self._flat(outputs), targets)

    def imitation(self, outputs: Sequence[Any], taught: Sequence[Any]) -> LossParts:
        return YoloImitation(self._scale)(self._flat(outputs), self._flat(taught))

    def read(self, outputs: Sequence[Any]) -> tuple[Any, Any]:
        codes, objectness, logits = tf.split(self._flat(outputs), [4, 1, self.classes], -1)
        boxes = decode_yolo(codes, self.anchors, scale=self._scale)
        return boxes, tf.sigmoid(objectness) * tf.sigmoid(logits)

    @property
    def _scale(self) -> float:
        return V4_SCALE if self.version == 4 else 1.0

    def _flat(self, outputs: Sequence[Any]) -> Any:
        """All levels in one tensor ``(pictures, anchors, 5 + classes)``."""
        values = 5 + self.classes
        rows = [tf.reshape(o, [tf.shape(o)[0], -1, values]) for o in outputs]
        return tf.concat(rows, 1)


KINDS: dict[str, type[Head]] = {"efficientdet": EfficientDetHead, "yolo": YoloHead}


def write_head(head: Head, file: Path) -> None:
    """Keep how a detector is read, beside its weights."""
    kind = next(name for name, made in KINDS.items() if isinstance(head, made))
    file.write_text(json.dumps({"kind": kind, **asdict(head)}))


def read_head(file: Path) -> Head:
    """What :func:`write_head` kept."""
    fields = json.loads(file.read_text())
    return KINDS[fields.pop("kind")](**{name: _tupled(v) for name, v in fields.items()})


def _tupled(value: Any) -> Any:
    return tuple(map(_tupled, value)) if isinstance(value, list) else value


def yolo_head(
    shape: Sequence[int], outputs: Sequence[Sequence[int]], classes: int, version: int, boxes: Array
) -> YoloHead:
    """The head of a YOLO whose anchors are the usual sizes of ``boxes``.

    Args:
        shape: of the picture, ``(height, width, channels)``.
        outputs: of the levels, ``(rows, columns, anchors · (5 + classes))``.
        boxes: the objects of the training pictures, ``(objects, 4)``.

    Raises:
        EvaluationError: there are fewer different sizes of objects than anchors.
    """
    height, width = shape[:2]
    each = outputs[0][-1] // (5 + classes)
    strides = tuple(-(-height // rows) for rows, *_ in outputs)
    try:
        sizes = cluster_sizes(
            boxes[:, 2:] - boxes[:, :2], each * len(outputs), np.random.default_rng(0)
        )
    except DataError as error:
        raise EvaluationError(f"The anchors cannot be fitted to the objects: {error}") from error
    # The finest level gets the smallest; the outputs begin with the coarse one.
    by_level = split_levels(sizes, len(outputs))
    order = np.argsort(np.argsort(strides))
    chosen = tuple(tuple(map(tuple, by_level[place].tolist())) for place in order)
    return YoloHead(height, width, classes, strides, chosen, version)


def efficientdet_head(
    shape: Sequence[int], model: Any, classes: int, boxes: Array
) -> EfficientDetHead:
    """The head of an EfficientDet of :mod:`core.models.efficientdet`, its anchors as large as the
    objects are.

    Args:
        shape: of the picture, ``(height, width, channels)``.
        boxes: the objects of the training pictures, ``(objects, 4)``.

    Raises:
        EvaluationError: its anchors at a place do not come in three shapes.
    """
    height, width = shape[:2]
    layers = {layer.name: layer for layer in model.layers}
    levels = [layers[name] for number in LEVELS if (name := f"classes_p{number}") in layers]
    maps = tuple((level.input.shape[1], level.input.shape[2]) for level in levels)
    each = layers["classes_predict"].filters // classes
    if each % RATIOS:
        raise EvaluationError(
            f"anchors must be a multiple of {RATIOS}, as each size comes in {RATIOS} shapes; "
            f"got {each}."
        )
    scale = fitted_scale(height, width, maps, boxes, scales=_scales(each))
    return EfficientDetHead(height, width, classes, maps, each, scale)


def _scales(each: int) -> tuple[float, ...]:
    """The sizes of a place's anchors beside the smallest, if there are ``each`` of them."""
    sizes = each // RATIOS
    return tuple(2 ** (number / sizes) for number in range(sizes))
