"""Reads the lists of classes beside YOLO's labels, and checks that they agree."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from core import yaml_text
from core.datasets.class_names import check_class_names
from core.datasets.uploads.annotations.files import UploadedFiles
from core.datasets.uploads.annotations.naming import name_key
from core.datasets.uploads.annotations.records import OtherFormatError, Parts, SkippedItems
from core.datasets.uploads.archive import READ_ERRORS
from core.errors import DataError

Names = tuple[str, ...]

_MOST_BYTES = 256 * 2**10
_PLAIN = ("classes.txt", "predefined_classes.txt", "_darknet.labels")


def is_class_list(path: Parts) -> bool:
    """Return whether a file is named as a list of classes."""
    return _reader(path) is not None


def read_class_lists(files: UploadedFiles, expected: str, skipped: SkippedItems) -> Names:
    """Return the names of the classes, which all lists of an upload must agree on.

    Args:
        expected: what the upload must hold, for the message where it holds no list.

    Raises:
        OtherFormatError: there is no list of classes.
        DataError: none can be read, one names what cannot be shown, or two disagree.
    """
    found: dict[Parts, Names] = {}
    refused: list[tuple[Parts, DataError]] = []
    for path in filter(is_class_list, files.paths):
        try:
            names = _read(files, path)
        except DataError as error:
            refused.append((path, error))
        else:
            found.update({path: names} if names is not None else {})
    if not found and refused:
        raise refused[0][1]
    if not found:
        raise OtherFormatError(f"{files.name} must hold {expected}; got neither.")
    for path, _ in refused:
        skipped.note("lists of classes that cannot be read", "/".join(path))
    return _agreed(found, files.name)


def _agreed(found: dict[Parts, Names], upload: str) -> Names:
    (first, names), *others = found.items()
    for path, theirs in others:
        if tuple(map(name_key, theirs)) == tuple(map(name_key, names)):
            continue
        raise DataError(
            f"The lists of classes in {upload} must agree; got {'/'.join(first)}, "
            f"{'/'.join(path)}, which do not: {_difference(names, theirs)}. Delete the wrong one."
        )
    return names


def _difference(ours: Names, theirs: Names) -> str:
    for number, (one, other) in enumerate(zip(ours, theirs, strict=False)):
        if name_key(one) != name_key(other):
            return f"class {number} is {one!r} in the one and {other!r} in the other"
    return f"the one has {len(ours):,} classes, the other {len(theirs):,}"


def _reader(path: Parts) -> Callable[[str, str], Names | None] | None:
    """Return the function that reads the list of classes ``path`` from its text and name."""
    name = name_key(path[-1])
    if name in _PLAIN or name.endswith(".names"):
        return _of_lines
    if name == "notes.json":
        return _of_notes
    return _of_yaml if name.endswith((".yaml", ".yml")) else None


def _read(files: UploadedFiles, path: Parts) -> Names | None:
    """Return the names that a file lists; ``None`` where it lists none."""
    name, read = "/".join(path), _reader(path)
    try:
        content = files.read(path)
    except READ_ERRORS as error:
        raise DataError(
            f"{name} must name the classes; reading it failed: {error}. Pack it again."
        ) from error
    if len(content) > _MOST_BYTES:
        raise DataError(
            f"{name} must be at most {_MOST_BYTES:,} bytes; got {len(content):,}. Check that it "
            "is the file that was meant."
        )
    names = read(content.decode("utf-8-sig", errors="replace"), name) if read else None
    check_class_names(names or (), name)
    return names


def _of_lines(text: str, name: str) -> Names:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _of_notes(text: str, name: str) -> Names | None:
    """Return the names in Label Studio's notes: categories with an id, from 0, and a name."""
    try:
        document = json.loads(text)
        categories = document["categories"]
        named = {int(each["id"]): each["name"] for each in categories}
    except (*READ_ERRORS, RecursionError, LookupError, TypeError):
        return None
    names = [named.get(number) for number in range(len(categories))]
    texts = tuple(each for each in names if isinstance(each, str))
    return texts if texts and len(texts) == len(names) else None


def _of_yaml(text: str, name: str) -> Names:
    """Return the names as written: YAML reads true and 010 as a truth value and a number."""
    try:
        document = yaml_text.read(text, _MOST_BYTES, as_written=True)
    except yaml_text.YamlTextError as error:
        raise DataError(
            f"{name} must be YAML text; reading it failed: {str(error)[:200]} Export it again."
        ) from error
    names = document.get("names") if isinstance(document, dict) else None
    if isinstance(names, dict):
        names = [names.get(str(number), names) for number in range(len(names))]
    listed = names if isinstance(names, list) else [names]
    odd = [each for each in listed if not isinstance(each, str)]
    if odd or names is not listed:
        raise DataError(
            f"{name} must have names, a list of the classes or their names by number from 0; got "
            f"{_kind(odd[0] if odd else names)}. Write for instance: names: [cat, dog]."
        )
    return tuple(listed)


def _kind(names: Any) -> str:
    kinds = {type(None): "none", dict: "other numbers", list: "a list among them"}
    return kinds.get(type(names), "a single word")
