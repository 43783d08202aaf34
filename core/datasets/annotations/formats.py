"""Finds the format of annotated pictures, and makes one of several annotation files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.datasets.annotations.coco import NotCocoError, read_coco
from core.datasets.annotations.files import Files, Parts
from core.datasets.annotations.records import Marked, Markings, Tally
from core.datasets.annotations.voc import is_voc, read_voc
from core.datasets.annotations.yolo import read_yolo
from core.errors import DataError


def read_markings(files: Files, filename: str, tally: Tally) -> Markings:
    """What the annotations of an upload say, in COCO's, YOLO's or Pascal VOC's format.

    Of several files in COCO's format all are read. Their classes are the same where the names are.

    Raises:
        DataError: the annotations are in none of the formats.
    """
    documents = [path for path in files.paths if path[-1].lower().endswith(".json")]
    yolo = any("labels" in path[:-1] for path in files.paths)
    voc = any(map(is_voc, files.paths))
    read = _coco_files(files, documents, tally, alone=len(documents) == 1 and not (yolo or voc))
    if read:
        return _joined(read, tally)
    if yolo:
        return read_yolo(files, filename, tally)
    if voc:
        return read_voc(files, tally)
    got = f"{', '.join('/'.join(path) for path in documents[:5])}, not COCO's" if documents else ""
    raise DataError(
        f"{filename} must hold annotations.json in COCO's format, YOLO's folders images/ and "
        f"labels/, or Pascal VOC's Annotations/; got {got or 'none of them'}. Put pictures and "
        "annotations together."
    )


def _coco_files(
    files: Files, documents: Sequence[Parts], tally: Tally, *, alone: bool
) -> list[Markings]:
    read = []
    for path in documents:
        try:
            read.append(read_coco(files, path, tally))
        except NotCocoError:
            if alone:
                raise
            tally.note("annotation files that are not COCO's", "/".join(path))
    return read


def _joined(read: Sequence[Markings], tally: Tally) -> Markings:
    names = tuple(dict.fromkeys(name for each in read for name in each.class_names))
    # Two of one name in one file are for the caller to refuse.
    if len(read) == 1:
        names = read[0].class_names
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        places.setdefault(name, place)
    taken: dict[Parts, Marked] = {}
    for each in read:
        numbers = np.array([places[name] for name in each.class_names], np.int32)
        for marked in each.pictures:
            if marked.path in taken:
                # The first holds: one that is trained on must not be tested on too.
                tally.note("pictures that are listed again", "/".join(marked.path))
            else:
                taken[marked.path] = replace(marked, labels=numbers[marked.labels])
    return Markings(names, list(taken.values()))
