"""Reads one file in COCO's format: JSON that lists pictures, categories and annotations."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import numpy as np

from core.datasets.class_names import check_class_names
from core.datasets.uploads.annotations.files import UploadedFiles, name_in
from core.datasets.uploads.annotations.json_lists import read_lists
from core.datasets.uploads.annotations.naming import name_key
from core.datasets.uploads.annotations.records import (
    Annotations,
    ImageAnnotations,
    OtherFormatError,
    Parts,
    SkippedItems,
)
from core.datasets.uploads.archive import READ_ERRORS
from core.errors import DataError

# A JSON text takes about ten times its length once it is read.
_MOST_BYTES = 64 * 2**20
_LISTS = {
    "images": ("id", "file_name", "width", "height"),
    "annotations": ("id", "image_id", "category_id", "bbox", "iscrowd"),
    "categories": ("id", "name"),
}
_FARTHEST = 1e7
_Id = int | float | str | None
# Not 007: it may be another picture's than 7.
_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")
# test.json, instances_test2017.json, test/annotations.json; not latest.json.
_TEST = re.compile(r"(?<![a-z])test(?![a-z])")


def read_coco_file(files: UploadedFiles, path: Parts, skipped: SkippedItems) -> Annotations:
    """Read the annotation file ``path`` for the pictures in the upload.

    They are for testing if its name, or that of the folder it is in, says so.

    Raises:
        OtherFormatError: it is not COCO's format.
        DataError: it is too large to be read.
    """
    name = "/".join(path)
    document = _document(files, path, name)
    numbers, class_names = _classes(document["categories"], document["annotations"], name)
    check_class_names(class_names, name)
    boxes = _boxes(document["annotations"], numbers, skipped)
    test = any(_TEST.search(name_key(part)) for part in path[-2:])
    pictures = []
    seen: set[Any] = set()
    for image in document["images"]:
        if not _is_image(image):
            skipped.note("entries of pictures that cannot be read", str(image)[:60])
            continue
        number = _key(image["id"])
        if number in seen:
            # Whose boxes are whose cannot be told.
            skipped.note("pictures with the id of another", image["file_name"])
            continue
        seen.add(number)
        drawn = boxes.pop(number, [])
        found = _found(files, image["file_name"], path, skipped)
        if found is None:
            skipped.note("pictures that are annotated and missing", image["file_name"])
        else:
            pictures.append(_image_annotations(image, found, drawn, test))
    _note_unlisted(boxes, skipped)
    return Annotations(class_names, pictures)


def _found(files: UploadedFiles, name: str, beside: Parts, skipped: SkippedItems) -> Parts | None:
    """Return the picture called ``name``, or the only one that differs in its ending alone."""
    found = files.find(name, beside)
    if found is None:
        alike = files.pictures.called(name_in(name))
        found = alike[0] if len(alike) == 1 else None
        if found:
            skipped.remark("pictures found under another ending than their annotations say", name)
    return found


def _document(files: UploadedFiles, path: Parts, name: str) -> dict[str, Any]:
    try:
        content = _content(files, path, name)
        document = read_lists(content.decode(json.detect_encoding(content)), _LISTS)
    except (*READ_ERRORS, RecursionError) as error:
        raise OtherFormatError(
            f"{name} must be JSON text in COCO's format; reading it failed: {str(error)[:200]}. "
            "Export the annotations again."
        ) from error
    if not isinstance(document, dict):
        raise not_coco(name, f"a {type(document).__name__}")
    missing = [key for key in _LISTS if not isinstance(document.get(key), list)]
    if missing:
        raise not_coco(name, f"no list {' and no list '.join(map(repr, missing))}")
    return document


def _content(files: UploadedFiles, path: Parts, name: str) -> bytes:
    content = files.read(path)
    if len(content) > _MOST_BYTES:
        raise DataError(
            f"{name} must be at most {_MOST_BYTES:,} bytes; got {len(content):,}. Leave out the "
            "segmentations, take fewer pictures, or leave the file out if it is no annotation."
        )
    return content


def not_coco(name: str, got: str) -> OtherFormatError:
    """Return the error for a file that is not in COCO's format."""
    return OtherFormatError(
        f"{name} must be COCO's format, an object with the lists images, annotations and "
        f"categories; got {got}. Choose 'COCO JSON' where you export the annotations."
    )


def _key(value: Any) -> _Id:
    """Return an id for comparison: tools write 3, 3.0 and "3" for one; else ``None``."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return int(value)
    return value if isinstance(value, int | float | str) else None


def _classes(
    categories: list[Any], annotations: list[Any], name: str
) -> tuple[dict[_Id, int], tuple[str, ...]]:
    """Return the class index of each category id, in the order of the ids, and the names.

    A category of no box that is called as another is passed over: some tools put the name of the
    whole set, or of a group, before the classes.
    """
    usable = all(
        isinstance(category, dict)
        and _key(category.get("id")) is not None
        and isinstance(category.get("name"), str)
        for category in categories
    )
    if not usable:
        raise not_coco(name, "a category without an id or a name")
    by_id = {_key(category["id"]): category["name"] for category in categories}
    if len(by_id) < len(categories):
        raise not_coco(name, "two categories with one id")
    used = {_key(each.get("category_id")) for each in annotations if isinstance(each, dict)}
    called = Counter(by_id.values())
    by_id = {each: named for each, named in by_id.items() if called[named] == 1 or each in used}
    # Numbers before texts: the two cannot be compared.
    ids = sorted(by_id, key=lambda key: (isinstance(key, str), key))
    return {key: place for place, key in enumerate(ids)}, tuple(by_id[key] for key in ids)


def _boxes(
    annotations: list[Any], numbers: dict[_Id, int], skipped: SkippedItems
) -> dict[_Id, list[tuple[int, list[float]]]]:
    """Return the classes and boxes (x, y, width, height) by the picture's id."""
    boxes: dict[_Id, list[tuple[int, list[float]]]] = {}
    for place, annotation in enumerate(annotations):
        reason = _refused(annotation, numbers)
        if reason:
            named = annotation.get("id", place) if isinstance(annotation, dict) else place
            skipped.note(reason, f"annotation {str(named)[:40]}")
            continue
        label = numbers[_key(annotation["category_id"])]
        boxes.setdefault(_key(annotation["image_id"]), []).append((label, annotation["bbox"]))
    return boxes


def _refused(annotation: Any, numbers: dict[_Id, int]) -> str | None:
    if isinstance(annotation, dict) and not annotation.get("bbox"):
        return "annotations without a bbox"
    if not isinstance(annotation, dict) or not _is_box(annotation["bbox"]):
        return "boxes that cannot be read"
    if _key(annotation.get("image_id")) is None:
        return "boxes of no picture"
    if _key(annotation.get("category_id")) not in numbers:
        return "boxes of an unknown class"
    return "boxes around a crowd" if annotation.get("iscrowd") else None


def _is_box(box: Any) -> bool:
    return (
        isinstance(box, list)
        and len(box) == 4
        and all(isinstance(v, int | float) and -_FARTHEST < v < _FARTHEST for v in box)
    )


def _is_image(image: Any) -> bool:
    return (
        isinstance(image, dict)
        and _key(image.get("id")) is not None
        and isinstance(image.get("file_name"), str)
    )


def _image_annotations(
    image: dict[str, Any], path: Parts, found: list[tuple[int, list[float]]], test: bool
) -> ImageAnnotations:
    boxes = np.array([box for _, box in found], np.float64).reshape(-1, 4)
    boxes[:, 2:] += boxes[:, :2]
    width, height = image.get("width"), image.get("height")
    stated = isinstance(width, int) and isinstance(height, int) and width > 0 and height > 0
    labels = np.array([label for label, _ in found], np.int32)
    size = (width, height) if stated else None
    return ImageAnnotations(path, boxes, labels, size, test=test)  # type: ignore[arg-type]


def _note_unlisted(boxes: dict[_Id, list[tuple[int, list[float]]]], skipped: SkippedItems) -> None:
    for number, found in boxes.items():
        name = f"picture {str(number)[:40]}"
        skipped.note("boxes of a picture that is not listed", name, len(found))
