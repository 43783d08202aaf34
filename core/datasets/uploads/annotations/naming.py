"""Compares names in an upload, however a system or a tool has written them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote

from core.datasets.uploads.annotations.records import Parts
from core.datasets.uploads.images import is_image

# What folders are called that hold the one or the other; they are no part of what a picture is.
_PICTURE_FOLDERS = {"images", "image", "imgs", "img", "jpegimages", "pictures", "photos"}
_LABEL_FOLDERS = {"labels", "label"}
_NOTE_FOLDERS = {"annotations", "annotation", "annots", "xmls", "xml"}
_FOLDERS = _PICTURE_FOLDERS | _LABEL_FOLDERS | _NOTE_FOLDERS
# train, train2017, my-valid; not constraint.
_PART = re.compile(r"(?<![a-z])(train|val|test)(?:ing|id|idation)?(?![a-z])")


@lru_cache(maxsize=65_536)
def name_key(name: str) -> str:
    """Return ``name`` for comparison: without case, Unicode forms and percent codes."""
    composed = unicodedata.normalize("NFKC", unquote(name))
    return unicodedata.normalize("NFKC", composed.casefold())


def keys(path: Parts) -> Parts:
    """Return every folder of ``path`` and its name, each as :func:`name_key` gives it."""
    return tuple(map(name_key, path))


def stem(path: Parts) -> str:
    """Return the name of a file without its ending, as :func:`name_key` gives it."""
    return name_key(_without_ending(path[-1]))


def annotated_stems(path: Parts) -> tuple[str, ...]:
    """Return the possible names of the picture that ``path`` annotates: 1, of 1.txt.

    Some tools call it 1.jpg.txt.
    """
    name = _without_ending(path[-1])
    return (
        (name_key(name), name_key(_without_ending(name)))
        if is_image((name,))
        else (name_key(name),)
    )


def paired_place(path: Parts) -> Parts:
    """Return the folders of ``path``, with the same word for images and labels."""
    return tuple("*" if folder in _FOLDERS else folder for folder in keys(path[:-1]))


def bare_place(path: Parts) -> Parts:
    """Return the folders of ``path`` without images and labels."""
    return tuple(folder for folder in paired_place(path) if folder != "*")


def parts_of_split(path: Parts) -> frozenset[str]:
    """Return which of train, val and test the folders of ``path`` are named after."""
    return frozenset(match for folder in keys(path[:-1]) for match in _PART.findall(folder))


def for_testing(path: Parts) -> bool:
    """Return whether a folder says that a picture is for testing."""
    return "test" in keys(path[:-1])


def among_pictures(path: Parts) -> bool:
    """Return whether a file lies in a folder for pictures."""
    return not _PICTURE_FOLDERS.isdisjoint(keys(path[:-1]))


def among_labels(path: Parts) -> bool:
    """Return whether a file lies in a folder for YOLO's label files."""
    return not _LABEL_FOLDERS.isdisjoint(keys(path[:-1]))


def _without_ending(name: str) -> str:
    return name.rpartition(".")[0] or name
