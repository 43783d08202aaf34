"""The formats of annotated pictures, and which of them an upload has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.datasets.uploads.annotations.coco import json_files, read_coco
from core.datasets.uploads.annotations.files import UploadedFiles
from core.datasets.uploads.annotations.records import (
    Annotations,
    OtherFormatError,
    Parts,
    SkippedItems,
)
from core.datasets.uploads.annotations.voc import read_voc, voc_files
from core.datasets.uploads.annotations.yolo import label_files, read_yolo
from core.errors import DataError


@dataclass(frozen=True)
class AnnotationFormat:
    """A format: what looks like its annotations in an upload, and what reads them all.

    ``read`` raises OtherFormatError where they only looked like it.
    """

    name: str
    likely: Callable[[UploadedFiles], Sequence[Parts]]
    read: Callable[[UploadedFiles, SkippedItems], Annotations]


# The first that fits is taken.
FORMATS = (
    AnnotationFormat("COCO", json_files, read_coco),
    AnnotationFormat("YOLO", label_files, read_yolo),
    AnnotationFormat("Pascal VOC", voc_files, read_voc),
)


def read_any_format(files: UploadedFiles, skipped: SkippedItems) -> Annotations:
    """Read the annotations of an upload, in COCO's, YOLO's or Pascal VOC's format.

    Raises:
        DataError: the annotations are in none of the formats.
    """
    found = [(each, each.likely(files)) for each in FORMATS]
    likely = [(each, paths) for each, paths in found if paths]
    for number, (each, _) in enumerate(likely, start=1):
        try:
            annotations = each.read(files, skipped)
        except OtherFormatError:
            # The last one that was possible says what it misses.
            if number == len(likely):
                raise
        else:
            for other, paths in likely[number:]:
                reason = f"files in {other.name}'s format, as there are {each.name}'s"
                _note_all(paths, reason, skipped)
            return annotations
    raise DataError(
        f"{files.name} must hold pictures with annotations.json in COCO's format, with YOLO's text "
        "files in labels/ or beside them, or with Pascal VOC's .xml files in Annotations/ or "
        "beside them; got none of them. Put pictures and annotations together."
    )


def _note_all(paths: Sequence[Parts], reason: str, skipped: SkippedItems) -> None:
    for path in paths:
        skipped.note(reason, "/".join(path))
