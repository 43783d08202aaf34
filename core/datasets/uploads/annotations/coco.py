"""Reads COCO's format: JSON files, of which an upload may hold several, one for each part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.datasets.uploads.annotations.coco_file import not_coco, read_coco_file
from core.datasets.uploads.annotations.files import UploadedFiles
from core.datasets.uploads.annotations.naming import name_key
from core.datasets.uploads.annotations.records import (
    Annotations,
    ImageAnnotations,
    OtherFormatError,
    Parts,
    SkippedItems,
)


def json_files(files: UploadedFiles) -> list[Parts]:
    """Return the files of an upload that may be in COCO's format."""
    return [path for path in files.paths if name_key(path[-1]).endswith(".json")]


def read_coco(files: UploadedFiles, skipped: SkippedItems) -> Annotations:
    """Read all files in COCO's format; equal class names are one class.

    Raises:
        OtherFormatError: none of the JSON files is in COCO's format.
        DataError: one of them is too large.
    """
    read, refused = [], []
    for path in json_files(files):
        try:
            read.append(read_coco_file(files, path, skipped))
        except OtherFormatError as error:
            skipped.note("annotation files that are not COCO's", "/".join(path))
            refused.append((path, error))
    if read:
        annotations = _joined(read, skipped)
        listed = {annotated.path for annotated in annotations.pictures}
        for path in files.pictures.paths:
            if path not in listed:
                skipped.note("pictures that no annotation file lists", "/".join(path))
        return annotations
    if len(refused) == 1:
        raise refused[0][1]
    named = ", ".join("/".join(path) for path, _ in refused[:5])
    raise not_coco(f"A file of {files.name}", f"{named}, none of which is")


def _joined(read: Sequence[Annotations], skipped: SkippedItems) -> Annotations:
    names = tuple(dict.fromkeys(name for each in read for name in each.class_names))
    # Two of one name in one file are for the caller to refuse.
    if len(read) == 1:
        names = read[0].class_names
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        places.setdefault(name, place)
    taken: dict[Parts, ImageAnnotations] = {}
    for each in read:
        numbers = np.array([places[name] for name in each.class_names], np.int32)
        for annotated in each.pictures:
            if annotated.path in taken:
                # The first holds: one that is trained on must not be tested on too.
                skipped.note("pictures that are listed again", "/".join(annotated.path))
            else:
                taken[annotated.path] = replace(annotated, labels=numbers[annotated.labels])
    return Annotations(names, list(taken.values()))
