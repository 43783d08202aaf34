"""Pictures with boxes that a person drew: COCO's, YOLO's and Pascal VOC's formats."""

from core.datasets.uploads.annotations.letterbox import (
    LARGEST_SIDE,
    STEP,
    USUAL_SIDE,
    letterboxed,
)
from core.datasets.uploads.annotations.parts import as_parts
from core.datasets.uploads.annotations.reading import BOX_LIMITS, read_annotations
from core.datasets.uploads.annotations.records import Annotated, LeftOut, Picture

__all__ = [
    "BOX_LIMITS",
    "LARGEST_SIDE",
    "STEP",
    "USUAL_SIDE",
    "Annotated",
    "LeftOut",
    "Picture",
    "as_parts",
    "letterboxed",
    "read_annotations",
]
