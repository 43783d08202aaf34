"""Reads Pascal VOC's format: an XML file a picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

import numpy as np
from defusedxml.ElementTree import fromstring

from core.datasets.class_names import check_class_names
from core.datasets.uploads.annotations.files import UploadedFiles, name_in
from core.datasets.uploads.annotations.naming import for_testing, keys, name_key, stem
from core.datasets.uploads.annotations.records import (
    Annotations,
    ImageAnnotations,
    Parts,
    SkippedItems,
)
from core.datasets.uploads.archive import READ_ERRORS
from core.datasets.uploads.images import is_image

_MOST_BYTES = 2**20
_FARTHEST = 1e7
_UNREADABLE = "annotation files that cannot be read"
_SIDES = ("xmin", "ymin", "xmax", "ymax")
_LISTED_FOR_TEST = ("imagesets", "main", "test.txt")


@dataclass(frozen=True)
class _Noted:
    """The content of one annotation file."""

    path: Parts
    size: tuple[int, int] | None
    names: list[str]
    boxes: list[list[float]]


def voc_files(files: UploadedFiles) -> list[Parts]:
    """Return the XML files of an upload, wherever they are; some may not be annotations."""
    return [path for path in files.paths if name_key(path[-1]).endswith(".xml")]


def read_voc(files: UploadedFiles, skipped: SkippedItems) -> Annotations:
    """Read the XML files for the pictures in the upload.

    Classes come in alphabetical order. Pictures in a folder ``test``, or that
    ``ImageSets/Main/test.txt`` lists, are for testing. Objects marked as difficult count as any
    other.

    Raises:
        DataError: a class is called what cannot be shown.
    """
    noted = list(_noted(files, skipped))
    class_names = tuple(sorted({name for each in noted for name in each.names}))
    numbers = {name: number for number, name in enumerate(class_names)}
    test = _for_test(files, skipped)
    pictures = [
        ImageAnnotations(
            each.path,
            np.array(each.boxes, np.float64).reshape(-1, 4),
            np.array([numbers[name] for name in each.names], np.int32),
            each.size,
            test=for_testing(each.path) or stem(each.path) in test,
        )
        for each in noted
    ]
    return Annotations(class_names, pictures)


def _noted(files: UploadedFiles, skipped: SkippedItems) -> Iterator[_Noted]:
    taken, lost = set(), set()
    for path in voc_files(files):
        root, name = _root(files, path), "/".join(path)
        if root is None:
            skipped.note(_UNREADABLE, name)
            lost.update(files.pictures.of(path))
            continue
        found = _picture(files, path, _text(root, "filename"), skipped)
        if found is None:
            skipped.note("pictures that are annotated and missing", name)
        elif found in taken:
            skipped.note("second annotation files of a picture", name)
        else:
            taken.add(found)
            yield _of(root, found, name, skipped)
    for path in files.pictures.paths:
        if path not in taken | lost:
            skipped.note("pictures without an annotation file", "/".join(path))


def _picture(files: UploadedFiles, path: Parts, named: str, skipped: SkippedItems) -> Parts | None:
    """Return the picture that an annotation file describes.

    It is called as the file is: the name within is what it was called when it was annotated.
    """
    called = files.pictures.of(path)
    within = files.find(named, path) if name_in(named) else None
    if within is not None and not is_image(within):
        within = None
    if len(called) == 1:
        if within is not None and within != called[0]:
            skipped.remark(
                "annotation files that name another picture within than the one called as they are",
                "/".join(path),
            )
        return called[0]
    if within is None:
        alike = called or files.pictures.called(name_in(named))
        return alike[0] if len(alike) == 1 else None
    return within


def _root(files: UploadedFiles, path: Parts) -> Element | None:
    """Return the root of an XML file; ``None`` if it is no annotation, or not trusted."""
    try:
        content = files.read(path)
        if len(content) > _MOST_BYTES:
            return None
        # Entities, which can grow without end or name other files, are declared in a DTD only.
        root: Element = fromstring(content, forbid_dtd=True)
    except (*READ_ERRORS, LookupError, ParseError):
        return None
    return root if root.tag == "annotation" else None


def _of(root: Element, path: Parts, name: str, skipped: SkippedItems) -> _Noted:
    names, boxes = [], []
    for place, item in enumerate(root.findall("object"), start=1):
        box, called = _box(item), _text(item, "name")
        if box is None or not called:
            skipped.note("boxes that cannot be read", f"{name}, object {place}")
        else:
            names.append(called)
            boxes.append(box)
    check_class_names(names, name)
    return _Noted(path, _size(root), names, boxes)


def _box(item: Element) -> list[float] | None:
    sides = [_number(item, f"bndbox/{side}") for side in _SIDES]
    known = [side for side in sides if side is not None]
    if len(known) < len(_SIDES):
        return None
    # Pixels are counted from 1, and the last is inside. A box of one pixel or none is a slip.
    near = [side - (known[2 + axis] > side) for axis, side in enumerate(known[:2])]
    return [*near, *known[2:]]


def _size(root: Element) -> tuple[int, int] | None:
    width, height = _number(root, "size/width"), _number(root, "size/height")
    # Some tools write 0 for what they do not know.
    return (int(width), int(height)) if width and height else None


def _number(item: Element, path: str) -> float | None:
    try:
        value = float(_text(item, path))
    except ValueError:
        return None
    return value if abs(value) < _FARTHEST else None


def _text(item: Element, path: str) -> str:
    return (item.findtext(path) or "").strip()


def _for_test(files: UploadedFiles, skipped: SkippedItems) -> set[str]:
    listed: set[str] = set()
    for path in files.paths:
        if keys(path[-len(_LISTED_FOR_TEST) :]) != _LISTED_FOR_TEST:
            continue
        try:
            lines = files.read(path).decode("utf-8-sig", "replace").splitlines()
        except READ_ERRORS:
            skipped.note(_UNREADABLE, "/".join(path))
        else:
            listed.update(name_key(line.split()[0]) for line in lines if line.strip())
    return listed
