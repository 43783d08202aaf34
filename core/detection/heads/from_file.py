"""Finds the head of a detector that lies in a file without one, by the names of its layers."""

from __future__ import annotations

from typing import Any

from core.arrays import Array
from core.datasets import DatasetInfo
from core.detection.heads.efficientdet import LEVELS, RATIOS, EfficientDetHead
from core.errors import DataError


def find_head(model: Any, info: DatasetInfo, boxes: Array) -> EfficientDetHead:
    """Return the head of a Keras model of :mod:`core.models.families.efficientdet`.

    How many anchors a place has and where levels lie is read from its layers; how large anchors
    are is fitted to ``boxes`` ``(objects, 4)`` of the training pictures, as in its training.

    Raises:
        DataError: it is another network, or for other pictures or classes.
    """
    names = {layer.name for layer in model.layers}
    classes = len(info.class_names)
    built_here = "classes_predict" in names and any(f"classes_p{n}" in names for n in LEVELS)
    each, rest = (
        divmod(model.get_layer("classes_predict").filters, classes) if built_here else (0, 0)
    )
    if each and not rest and not each % RATIOS:
        head = EfficientDetHead.of(model, info, boxes)
        places = len(head.anchors.boxes)
        if _shapes(model.outputs) == [(places, classes), (places, 4)]:
            return head
    raise DataError(
        "The file must hold an EfficientDet as it is built here, for pictures of "
        f"{'×'.join(map(str, info.image_shape))} and the {classes} classes of {info.name}; its "
        f"outputs are {' and '.join(map(str, _shapes(model.outputs)))}. Of another detector, a "
        "YOLO too, the file does not tell where its boxes start from: train it here and take the "
        "trial of that run."
    )


def _shapes(tensors: Any) -> list[tuple[int, ...]]:
    return [tuple(tensor.shape[1:]) for tensor in tensors]
