"""Reads Pascal VOC's format: an XML file a picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn
from xml.etree import ElementTree
from xml.parsers import expat

import numpy as np

from core.datasets.annotations.files import Files
from core.datasets.annotations.records import Marked, Markings, Parts, Tally
from core.datasets.archive import READ_ERRORS
from core.datasets.class_names import check_class_names
from core.datasets.upload_images import is_image

_MOST_BYTES = 2**20
_FARTHEST = 1e7
_UNREADABLE = "annotation files that cannot be read"
_SIDES = ("xmin", "ymin", "xmax", "ymax")
_LISTED_FOR_TEST = ("ImageSets", "Main", "test.txt")


@dataclass(frozen=True)
class _Noted:
    """What one annotation file says of its picture."""

    path: Parts
    size: tuple[int, int] | None
    names: list[str]
    boxes: list[list[float]]


def is_voc(path: Parts) -> bool:
    """Whether a path is that of an annotation file."""
    return "Annotations" in path[:-1] and path[-1].lower().endswith(".xml")


def read_voc(files: Files, tally: Tally) -> Markings:
    """What the files of ``Annotations`` say of the pictures that are there.

    Classes come in alphabetical order. Pictures that ``ImageSets/Main/test.txt`` lists are for
    testing. Objects marked as difficult count as any other.

    Raises:
        DataError: a class is called what cannot be shown.
    """
    noted = list(_noted(files, tally))
    class_names = tuple(sorted({name for each in noted for name in each.names}))
    numbers = {name: number for number, name in enumerate(class_names)}
    test = _for_test(files, tally)
    pictures = [
        Marked(
            each.path,
            np.array(each.boxes, np.float64).reshape(-1, 4),
            np.array([numbers[name] for name in each.names], np.int32),
            each.size,
            test=_stem(each.path) in test,
        )
        for each in noted
    ]
    return Markings(class_names, pictures)


def _noted(files: Files, tally: Tally) -> Iterator[_Noted]:
    pictures: dict[str, list[Parts]] = {}
    for path in filter(is_image, files.paths):
        pictures.setdefault(_stem(path), []).append(path)
    for path in filter(is_voc, files.paths):
        root = _root(files, path)
        if root is None:
            tally.note(_UNREADABLE, "/".join(path))
            continue
        # The name within is what the picture was called when it was annotated.
        called = pictures.get(_stem(path), [])
        found = called[0] if len(called) == 1 else files.find(_text(root, "filename"), path)
        if found is None or not is_image(found):
            tally.note("pictures that are annotated and missing", "/".join(path))
        else:
            yield _of(root, found, "/".join(path), tally)


def _root(files: Files, path: Parts) -> ElementTree.Element | None:
    """The root of an XML file; ``None`` where it is no annotation, or not to be trusted."""
    try:
        content = files.read(path)
        if len(content) > _MOST_BYTES:
            return None
        # Entities, which can grow without end or name other files, are declared in a DTD only.
        # This parser sees each in any encoding, and comes to it before one can be used.
        guard = expat.ParserCreate()
        guard.StartDoctypeDeclHandler = _refuse
        guard.Parse(content, True)
        root = ElementTree.fromstring(content)
    except (*READ_ERRORS, LookupError, expat.ExpatError, ElementTree.ParseError):
        return None
    return root if root.tag == "annotation" else None


def _refuse(*_: object) -> NoReturn:
    raise ValueError("it declares a document type")


def _of(root: ElementTree.Element, path: Parts, name: str, tally: Tally) -> _Noted:
    names, boxes = [], []
    for place, item in enumerate(root.findall("object"), start=1):
        box, called = _box(item), _text(item, "name")
        if box is None or not called:
            tally.note("boxes that cannot be read", f"{name}, object {place}")
        else:
            names.append(called)
            boxes.append(box)
    check_class_names(names, name)
    return _Noted(path, _size(root), names, boxes)


def _box(item: ElementTree.Element) -> list[float] | None:
    sides = [_number(item, f"bndbox/{side}") for side in _SIDES]
    known = [side for side in sides if side is not None]
    if len(known) < len(_SIDES):
        return None
    # Pixels are counted from 1, and the last is inside. A box of one pixel or none is a slip.
    near = [side - (known[2 + axis] > side) for axis, side in enumerate(known[:2])]
    return [*near, *known[2:]]


def _size(root: ElementTree.Element) -> tuple[int, int] | None:
    width, height = _number(root, "size/width"), _number(root, "size/height")
    # Some tools write 0 for what they do not know.
    return (int(width), int(height)) if width and height else None


def _number(item: ElementTree.Element, path: str) -> float | None:
    try:
        value = float(_text(item, path))
    except ValueError:
        return None
    return value if abs(value) < _FARTHEST else None


def _text(item: ElementTree.Element, path: str) -> str:
    return (item.findtext(path) or "").strip()


def _for_test(files: Files, tally: Tally) -> set[str]:
    listed: set[str] = set()
    for path in files.paths:
        if path[-len(_LISTED_FOR_TEST) :] != _LISTED_FOR_TEST:
            continue
        try:
            lines = files.read(path).decode("utf-8-sig", "replace").splitlines()
        except READ_ERRORS:
            tally.note(_UNREADABLE, "/".join(path))
        else:
            listed.update(line.split()[0] for line in lines if line.strip())
    return listed


def _stem(path: Parts) -> str:
    return path[-1].rpartition(".")[0]
