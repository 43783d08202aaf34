"""The head of an EfficientDet of :mod:`core.models.families.efficientdet`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, ClassVar, Self

import tensorflow as tf

from core.arrays import Array
from core.datasets import DatasetInfo
from core.detection.anchors import Anchors, Map, efficientdet_anchors, fitted_scale
from core.detection.coding import decode_boxes
from core.detection.distillation import EfficientDetImitation
from core.detection.heads.base import Head, Outputs, Teaching
from core.detection.losses import EfficientDetLoss
from core.detection.matching import match_by_iou
from core.errors import EvaluationError

RATIOS = 3
# The names that the levels go by: P3 to P7.
LEVELS = range(3, 8)


@dataclass(frozen=True)
class EfficientDetHead(Head):
    """Class logits and box codes of all levels, one after the other.

    Attributes:
        maps: rows and columns of each level, in the order of the outputs.
        each: anchors at a place: three shapes of one or more sizes.
        scale: the side of a level's smallest anchor over its stride.
    """

    kind: ClassVar[str] = "efficientdet"
    maps: tuple[Map, ...]
    each: int = 9
    scale: float = 4.0

    @classmethod
    def of(cls, model: Any, info: DatasetInfo, boxes: Array, settings: Any = None) -> Self:
        """Return the head; levels and anchors follow the layers, sizes follow the objects.

        Raises:
            EvaluationError: the anchors at a place do not come in three shapes.
        """
        (height, width, _), classes = info.image_shape, len(info.class_names)
        layers = {layer.name: layer for layer in model.layers}
        levels = [layers[name] for number in LEVELS if (name := f"classes_p{number}") in layers]
        maps = tuple((level.input.shape[1], level.input.shape[2]) for level in levels)
        each = layers["classes_predict"].filters // classes
        if each % RATIOS:
            raise EvaluationError(
                f"anchors must be a multiple of {RATIOS}, as each size comes in {RATIOS} shapes; "
                f"got {each}. Take {max(1, each // RATIOS) * RATIOS}."
            )
        scale = fitted_scale(height, width, maps, boxes, scales=_scales(each))
        return cls(height, width, classes, maps, each, scale)

    @cached_property
    def anchors(self) -> Anchors:
        """The boxes that it starts from, in the order of its outputs."""
        scales = _scales(self.each)
        return efficientdet_anchors(
            self.height, self.width, self.maps, scales=scales, scale=self.scale
        )

    @property
    def teaching(self) -> Teaching:
        return Teaching(
            match=partial(match_by_iou, self.anchors),
            loss=EfficientDetLoss(self.anchors),
            imitation=EfficientDetImitation(),
        )

    def read(self, outputs: Outputs) -> tuple[Any, Any]:
        logits, codes = outputs
        return decode_boxes(codes, self.anchors), tf.sigmoid(logits)


def _scales(each: int) -> tuple[float, ...]:
    """Return the sizes of a place's ``each`` anchors relative to the smallest."""
    sizes = each // RATIOS
    return tuple(2 ** (number / sizes) for number in range(sizes))
