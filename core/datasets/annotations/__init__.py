"""Pictures with boxes that a person drew, in COCO's and YOLO's formats, as plain records."""

from core.datasets.annotations.letterbox import letterboxed
from core.datasets.annotations.reading import BOX_LIMITS, read_annotations
from core.datasets.annotations.records import Annotated, LeftOut, Picture

__all__ = [
    "BOX_LIMITS",
    "Annotated",
    "LeftOut",
    "Picture",
    "letterboxed",
    "read_annotations",
]
