"""Reads YOLO's format: a text file a picture, a line a box, and the classes' names in one file."""

from __future__ import annotations

from typing import Any

import numpy as np

from core import yaml_text
from core.datasets.annotations.files import Files
from core.datasets.annotations.records import Marked, Markings, Parts, Tally
from core.datasets.archive import READ_ERRORS
from core.datasets.class_names import check_class_names
from core.datasets.upload_images import is_image
from core.errors import DataError

_NAMES_BYTES = 256 * 2**10
_LABELS_BYTES = 4 * 2**20
_LARGEST_NAME = 10**9
_FARTHEST = 1e4
_LAYOUT = (
    "images/ with the pictures, labels/ with a text file of the same name for each, and "
    "classes.txt or data.yaml with the names of the classes"
)


def is_yolo(path: Parts) -> bool:
    """Whether a path is that of a label file, or of another beside it."""
    return "labels" in path[:-1]


def read_yolo(files: Files, tally: Tally) -> Markings:
    """What the label files say of the pictures that are there.

    A picture without a label file has no objects. Those in a folder ``test`` are for testing.

    Raises:
        DataError: the folders or the names of the classes are not YOLO's.
    """
    pictures = [path for path in files.paths if is_image(path) and "images" in path[:-1]]
    if not pictures:
        raise DataError(
            f"{files.name} must hold {_LAYOUT}; got {len(files.paths):,} files and no picture in "
            "images/. Put the pictures there."
        )
    class_names = _class_names(files)
    label_files = set(filter(_is_label_file, files.paths))
    marked = []
    for path in pictures:
        beside = _label_file(path)
        lines = _lines(files, beside, tally) if beside in label_files else []
        label_files.discard(beside)
        # What is in a picture whose labels are lost nobody knows: not nothing.
        if lines is not None:
            marked.append(_marked(path, lines, class_names, tally))
    for path in sorted(label_files):
        tally.note("pictures that are annotated and missing", "/".join(path))
    return Markings(class_names, marked)


def _is_label_file(path: Parts) -> bool:
    named = path[-1].lower()
    return is_yolo(path) and named.endswith(".txt") and named != "classes.txt"


def _label_file(picture: Parts) -> Parts:
    """``a/images/b/1.png`` has its labels in ``a/labels/b/1.txt``."""
    turn = len(picture) - 2 - picture[-2::-1].index("images")
    stem = picture[-1].rpartition(".")[0]
    return (*picture[:turn], "labels", *picture[turn + 1 : -1], f"{stem}.txt")


def _class_names(files: Files) -> tuple[str, ...]:
    lists = [path for path in files.paths if path[-1].lower() == "classes.txt"]
    yamls = [path for path in files.paths if path[-1].lower().endswith((".yaml", ".yml"))]
    found = lists or yamls
    if len(found) != 1:
        got = ", ".join("/".join(path) for path in found[:5]) or "neither"
        raise DataError(f"{files.name} must hold {_LAYOUT}, one of them and once; got {got}.")
    name = "/".join(found[0])
    try:
        content = files.read(found[0])
    except READ_ERRORS as error:
        raise DataError(
            f"{name} must name the classes; reading it failed: {error}. Pack it again."
        ) from error
    if len(content) > _NAMES_BYTES:
        raise DataError(
            f"{name} must be at most {_NAMES_BYTES:,} bytes; got {len(content):,}. Check that it "
            "is the file that was meant."
        )
    text = _text(content)
    lines = (line.strip() for line in text.splitlines() if line.strip())
    names = tuple(lines) if lists else _names_of(text, name)
    check_class_names(names, name)
    return names


def _names_of(text: str, name: str) -> tuple[str, ...]:
    try:
        document: Any = yaml_text.read(text, _NAMES_BYTES)
    except yaml_text.YamlTextError as error:
        raise DataError(
            f"{name} must be YAML text; reading it failed: {str(error)[:200]}. Export it again."
        ) from error
    names = document.get("names") if isinstance(document, dict) else None
    if isinstance(names, dict) and set(names) == set(range(len(names))):
        names = [names[number] for number in range(len(names))]
    if not isinstance(names, list) or not all(isinstance(n, str | int) for n in names):
        raise DataError(
            f"{name} must have names, a list of the classes or their names by number from 0; got "
            f"{_kind(names)}. Write for instance: names: [cat, dog]."
        )
    large = [n for n in names if isinstance(n, int) and abs(n) >= _LARGEST_NAME]
    if large:
        raise DataError(
            f"{name} must name classes by words or by numbers below {_LARGEST_NAME:,}; got one of "
            f"{large[0].bit_length()} bits. Rename it."
        )
    return tuple(str(named) for named in names)


def _kind(names: Any) -> str:
    """What is there in place of names; not its content, which aliases can make endless."""
    if isinstance(names, list):
        odd = next(named for named in names if not isinstance(named, str | int))
        return f"a {type(odd).__name__} among them"
    return {type(None): "none", dict: "other numbers"}.get(type(names), type(names).__name__)


def _lines(files: Files, path: Parts, tally: Tally) -> list[tuple[str, str]] | None:
    """Lines that hold anything, each with a name for it; ``None`` where they are lost."""
    name = "/".join(path)
    try:
        content = files.read(path)
    except READ_ERRORS:
        tally.note("label files that cannot be read", name)
        return None
    if len(content) > _LABELS_BYTES:
        tally.note(f"label files of more than {_LABELS_BYTES:,} bytes", name)
        return None
    numbered = enumerate(_text(content).splitlines(), start=1)
    return [(line, f"{name}, line {number}") for number, line in numbered if line.strip()]


def _text(content: bytes) -> str:
    return content.decode("utf-8-sig", errors="replace")


def _marked(
    path: Parts, lines: list[tuple[str, str]], class_names: tuple[str, ...], tally: Tally
) -> Marked:
    boxes, labels = [], []
    for line, name in lines:
        values = _values(line)
        if len(values) != 5:
            tally.note(_unlike_a_box(values), name)
        elif not (values[0].is_integer() and 0 <= values[0] < len(class_names)):
            tally.note("boxes of an unknown class", name)
        else:
            labels.append(int(values[0]))
            boxes.append(values[1:])
    centres = np.array(boxes, np.float64).reshape(-1, 4)
    middle, half = centres[:, :2], centres[:, 2:] / 2
    corners = np.concatenate([middle - half, middle + half], 1)
    test = any(folder.lower() == "test" for folder in path[:-1])
    return Marked(path, corners, np.array(labels, np.int32), relative=True, test=test)


def _values(line: str) -> list[float]:
    """The numbers of a line; none where a word of it is no number, or beyond reason."""
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
