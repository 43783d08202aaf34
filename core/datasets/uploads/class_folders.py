"""Finds the class and the part of an uploaded image from its folders."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.datasets.uploads.array_names import PARTS
from core.errors import DataError

if TYPE_CHECKING:
    import zipfile

Path = tuple[str, ...]
FoundImage = tuple[Path, "zipfile.ZipInfo"]


@dataclass(frozen=True)
class Placed:
    """An image of class ``label``; ``test`` says that the person keeps it for testing."""

    label: str
    path: Path
    member: zipfile.ZipInfo
    test: bool = False


@dataclass(frozen=True)
class Folders:
    """Images by class and path, those for testing last; the others as of an ``ImportReport``."""

    placed: tuple[Placed, ...]
    left_out: tuple[str, ...]
    notes: tuple[str, ...] = ()


def by_folder(images: Iterable[FoundImage], filename: str) -> Folders:
    """Return the class that each image's folder names, and the part, if any.

    A part is a folder as ``train``, ``val`` or ``test`` that holds the folders of classes, where
    nothing else is beside such. Images for validation join those to train on. Folders around all
    are ignored.

    Raises:
        DataError: an image lies deeper than right in a class's folder.
    """
    found = _unwrapped([_Image(path, path, member) for path, member in images])
    tops = sorted({image.rest[0] for image in found if len(image.rest) > 1})
    part_of = {top: part for top in tops if (part := _part(top))}
    if len(tops) < 2 or len(part_of) < len(tops):
        return _folders(found, {}, filename)
    inside: list[_Image] = []
    for top in tops:
        inside += _unwrapped([image.inside() for image in found if image.rest[0] == top])
    loose = [image for image in found if len(image.rest) == 1]
    return _folders([*loose, *inside], part_of, filename)


@dataclass(frozen=True)
class _Image:
    """An image, and what is left of its path inside the folders that were looked at."""

    rest: Path
    path: Path
    member: zipfile.ZipInfo

    def inside(self, *, path: Path | None = None) -> _Image:
        return _Image(self.rest[1:], path or self.path, self.member)


def _unwrapped(images: list[_Image]) -> list[_Image]:
    """Strip the folders that enclose all images."""
    while len({i.rest[0] for i in images}) == 1 and any(len(i.rest) > 2 for i in images):
        outermost = images[0].rest == images[0].path
        images = [image.inside(path=image.path[1:] if outermost else None) for image in images]
    return images


def _folders(images: Sequence[_Image], part_of: dict[str, str], filename: str) -> Folders:
    deep = next((image for image in images if len(image.rest) > 2), None)
    if deep:
        raise DataError(
            f"{filename} must hold one folder a class, with its images right inside, or such "
            f"folders in train and test and nothing beside these; got {'/'.join(deep.path)!r}. Put "
            "all images of a class together: the split is made for you."
        )
    placed = [
        Placed(
            unicodedata.normalize("NFC", image.rest[0]),
            image.path,
            image.member,
            part_of.get(image.path[0]) == "test",
        )
        for image in images
        if len(image.rest) == 2
    ]
    loose = [image for image in images if len(image.rest) == 1]
    return Folders(
        tuple(sorted(placed, key=lambda image: (image.test, image.label, image.path))),
        tuple(f"{'/'.join(image.path)}: not in a class's folder" for image in loose),
        tuple(_notes(part_of)),
    )


def _part(folder: str) -> str | None:
    """Return the part that ``folder`` is named after, such as ``training_set``, ``seg_test``."""
    words = [word for word in re.split(r"[\W_\d]+", folder.lower()) if word in PARTS and word]
    return PARTS[words[0]] if len(words) == 1 else None


def _notes(part_of: dict[str, str]) -> Iterable[str]:
    """Yield notes on the folders of parts."""
    tests = [top for top, part in part_of.items() if part == "test"]
    added = [top for top, part in part_of.items() if part == "validation"]
    if tests:
        yield f"images in {' and '.join(tests)} are kept for testing, the others are trained on"
    if added:
        yield (
            f"images in {' and '.join(added)} were added to those to train on: every search sets "
            "aside images for validation itself"
        )
