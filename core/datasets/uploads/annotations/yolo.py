"""Reads YOLO's format: a text file a picture, a line a box, and the classes' names in one file."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from core.datasets.uploads.annotations.class_lists import is_class_list, read_class_lists
from core.datasets.uploads.annotations.files import UploadedFiles
from core.datasets.uploads.annotations.naming import (
    among_labels,
    among_pictures,
    for_testing,
    keys,
    name_key,
    parts_of_split,
)
from core.datasets.uploads.annotations.pairing import Pictures
from core.datasets.uploads.annotations.records import (
    Annotations,
    ImageAnnotations,
    OtherFormatError,
    Parts,
    SkippedItems,
)
from core.datasets.uploads.archive import READ_ERRORS

_LABELS_BYTES = 4 * 2**20
_FARTHEST = 1e4
_LAYOUT = (
    "pictures, in labels/ or beside each a text file of the same name, and classes.txt or "
    "data.yaml with the names of the classes"
)


def label_files(files: UploadedFiles) -> list[Parts]:
    """Return the label files of an upload, those in folders for labels first.

    Those in folders for labels come first: they go before one beside the picture.
    """
    texts = [path for path in files.paths if name_key(path[-1]).endswith(".txt")]
    texts = [path for path in texts if not is_class_list(path)]
    beside = {keys(path[:-1]) for path in texts if files.pictures.beside(path)}
    found = [path for path in texts if among_labels(path)]
    # Beside pictures lie other texts too, such as train.txt, which lists them.
    return found + [
        path
        for path in texts
        if not among_labels(path) and keys(path[:-1]) in beside and not _lists_pictures(path)
    ]


def read_yolo(files: UploadedFiles, skipped: SkippedItems) -> Annotations:
    """Read the label files for the pictures in the upload.

    A label file lies in ``labels`` or beside its picture. A picture without one has no objects.
    Those in a folder ``test`` are for testing.

    Raises:
        OtherFormatError: there is no picture, or no list of classes.
        DataError: the names of the classes cannot be read, or lists of them disagree.
    """
    pictures = files.pictures
    if not pictures.paths:
        raise OtherFormatError(
            f"{files.name} must hold {_LAYOUT}; got {len(files.paths):,} files and no picture. "
            "Put the pictures there."
        )
    class_names = read_class_lists(files, _LAYOUT, skipped)
    pairs = _pairs(label_files(files), pictures, skipped)
    annotated = []
    for path in pictures.paths:
        beside = pairs.labels.get(path)
        if beside is None and not _may_be_empty(path, pairs):
            skipped.note("pictures without a label file, away from those with one", "/".join(path))
            continue
        if beside is None:
            skipped.remark(
                "pictures without a label file, taken as without an object", "/".join(path)
            )
        lines = _lines(files, beside, skipped) if beside else []
        # What is in a picture whose labels are lost nobody knows: not nothing.
        if lines is not None:
            annotated.append(_image_annotations(path, lines, class_names, skipped))
    return Annotations(class_names, annotated)


@dataclass
class _Pairs:
    """The label file of each picture that has one, and the folders of those pictures."""

    labels: dict[Parts, Parts] = field(default_factory=dict)
    folders: set[Parts] = field(default_factory=set)


def _lists_pictures(path: Parts) -> bool:
    name = name_key(path[-1])
    return name.startswith(("readme", "license")) or bool(parts_of_split((name, "")))


def _pairs(label_files: list[Parts], pictures: Pictures, skipped: SkippedItems) -> _Pairs:
    pairs = _Pairs()
    for path in label_files:
        found, name = pictures.of(path), "/".join(path)
        if not found:
            skipped.note("label files without a picture", name)
        elif len({picture[:-1] for picture in found}) > 1:
            skipped.note("label files that fit pictures in several folders", name)
        elif all(picture in pairs.labels for picture in found):
            skipped.note("second label files of a picture", name)
        else:
            if len(found) > 1:
                skipped.remark("label files that count for several pictures of one name", name)
            pairs.folders.add(found[0][:-1])
            pairs.labels |= {each: path for each in found if each not in pairs.labels}
    return pairs


def _may_be_empty(picture: Parts, pairs: _Pairs) -> bool:
    """Return whether a picture without a label file is annotated as empty."""
    return among_pictures(picture) or picture[:-1] in pairs.folders


def _lines(
    files: UploadedFiles, path: Parts, skipped: SkippedItems
) -> list[tuple[str, str]] | None:
    """Return the lines that are not blank, each with its name; ``None`` if unreadable."""
    name = "/".join(path)
    try:
        content = files.read(path)
    except READ_ERRORS:
        skipped.note("label files that cannot be read", name)
        return None
    if len(content) > _LABELS_BYTES:
        skipped.note(f"label files of more than {_LABELS_BYTES:,} bytes", name)
        return None
    numbered = enumerate(content.decode("utf-8-sig", errors="replace").splitlines(), start=1)
    return [(line, f"{name}, line {number}") for number, line in numbered if line.strip()]


def _image_annotations(
    path: Parts, lines: list[tuple[str, str]], class_names: tuple[str, ...], skipped: SkippedItems
) -> ImageAnnotations:
    boxes, labels = [], []
    for line, name in lines:
        values = _values(line)
        if len(values) != 5:
            skipped.note(_unlike_a_box(values), name)
        elif not (values[0].is_integer() and 0 <= values[0] < len(class_names)):
            skipped.note("boxes of an unknown class", name)
        else:
            labels.append(int(values[0]))
            boxes.append(values[1:])
    centres = np.array(boxes, np.float64).reshape(-1, 4)
    middle, half = centres[:, :2], centres[:, 2:] / 2
    corners = np.concatenate([middle - half, middle + half], 1)
    numbers = np.array(labels, np.int32)
    return ImageAnnotations(path, corners, numbers, relative=True, test=for_testing(path))


def _values(line: str) -> list[float]:
    """Return the numbers of a line; none where a word is no number, or far too large."""
    try:
        values = [float(word) for word in line.split()]
    except ValueError:
        return []
    return values if all(abs(value) < _FARTHEST for value in values) else []


def _unlike_a_box(values: list[float]) -> str:
    if len(values) == 6:
        return "lines that carry a confidence (export boxes alone)"
    if len(values) > 6 and len(values) % 2:
        return "lines that look like outlines (export boxes)"
    return "lines that are not a class and four numbers"
