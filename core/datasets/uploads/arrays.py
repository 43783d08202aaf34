"""Reads an uploaded ``.npz``: each array's header is checked before its numbers are loaded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from core.arrays import Array
from core.datasets.uploads.archive import open_archive
from core.datasets.uploads.array_headers import Declared, load_array, read_header
from core.datasets.uploads.array_labels import check_labels, read_labels
from core.datasets.uploads.array_names import Named, chosen
from core.datasets.uploads.array_ranges import kept_type, lines, mapped, value_range
from core.datasets.uploads.array_shapes import arranged, axes, check_images, order_note
from core.datasets.uploads.labelled import Labelled
from core.errors import DataError

if TYPE_CHECKING:
    import zipfile

    from core.datasets.uploads.archive import Archive, UploadLimits

Headers = dict[str, Declared]

TWO_PARTS = ("x_train", "y_train", "x_test", "y_test")
_SUFFIX = ".npy"


def read_npz(source: Path | BinaryIO, *, filename: str, limits: UploadLimits) -> Labelled:
    """Return the arrays ``x, y`` or ``x_train, y_train, x_test, y_test`` of an npz file.

    Other names that mean the same are understood, so are other orders of axes and kinds of labels
    and numbers; what was done is in the notes.

    Raises:
        DataError: one of them is missing, pickled, too large, or not images or not labels.
    """
    with open_archive(source, filename=filename, limits=limits) as archive:
        members = _members(archive, filename)
        named = chosen(
            members,
            lambda name: read_header(archive, name, members[name], filename).shape,
            filename,
        )
        headers = _checked(archive, named, members, filename, limits)
        arrays = {name: load_array(archive, header, filename) for name, header in headers.items()}
    left_out = tuple(
        f"{name}: not an array that is used" for name in members if name not in headers
    )
    return _labelled(named, arrays, left_out)


def _members(archive: Archive, filename: str) -> dict[str, zipfile.ZipInfo]:
    found: dict[str, zipfile.ZipInfo] = {}
    for member in archive.members:
        name = member.filename
        name = name[: -len(_SUFFIX)] if name.lower().endswith(_SUFFIX) else name
        if name in found:
            raise DataError(
                f"{filename} must hold each array once; {name[:80]!r} is there twice. Write the "
                "file again with numpy.savez."
            )
        found[name] = member
    return found


def _checked(
    archive: Archive,
    named: Named,
    members: dict[str, zipfile.ZipInfo],
    filename: str,
    limits: UploadLimits,
) -> Headers:
    """Refuse by the headers alone: a tiny file may declare an array of any size."""
    headers: Headers = {}
    shapes, labels = {}, {}
    for part in named.parts:
        for name in (part.x, part.y):
            headers[name] = read_header(archive, name, members[name], filename)
        labels[part.x] = check_labels(headers[part.y])
        shapes[part.x] = check_images(headers[part.x], labels[part.x], limits)
    images = sum(shape[0] for shape in shapes.values())
    _check_amount(sum(header.nbytes for header in headers.values()), images, filename, limits)
    for part in named.parts:
        _check_lengths(part.x, shapes[part.x][0], part.y, labels[part.x])
    _check_alike({name: (*shape[1:], 1)[:3] for name, shape in shapes.items()})
    return headers


def _check_amount(nbytes: int, images: int, filename: str, limits: UploadLimits) -> None:
    if nbytes > limits.unpacked_bytes:
        raise DataError(
            f"The arrays of {filename} must take at most {limits.unpacked_bytes:,} bytes; got "
            f"{nbytes:,}. Store the images as uint8, make them smaller, or take fewer."
        )
    if images > limits.images:
        raise DataError(
            f"{filename} must hold at most {limits.images:,} images; got {images:,}. Take fewer."
        )


def _check_lengths(x_name: str, images: int, y_name: str, labels: int) -> None:
    if images != labels:
        raise DataError(
            f"{y_name} must have one label for each image of {x_name}; got {labels:,} labels for "
            f"{images:,} images. Check which lines were dropped."
        )


def _check_alike(shapes: dict[str, tuple[int, ...]]) -> None:
    (first, shape), *others = shapes.items()
    for name, other in others:
        if other != shape:
            raise DataError(
                f"{first} and {name} must have images of the same shape; got {shape} and {other}. "
                "Prepare both in the same way."
            )


def _labelled(named: Named, arrays: dict[str, Array], left_out: tuple[str, ...]) -> Labelled:
    test_labels = named.test.y if named.test else ""
    classes = read_labels({part.y: arrays.pop(part.y) for part in named.parts}, test_labels)
    notes = [*named.notes]
    pictures: dict[str, Array] = {}
    for part in named.parts:
        order = axes(arrays[part.x].shape, len(classes.indices[part.y]))
        notes += order_note(part.x, order)
        pictures[part.x] = arranged(arrays.pop(part.x), order)
    scaled, said = _scaled(pictures)
    train = [scaled.pop(part.x) for part in named.train]
    x = train[0] if len(train) == 1 else np.concatenate(train)
    y = np.concatenate([classes.indices[part.y] for part in named.train])
    return Labelled(
        x_train=x,
        y_train=y,
        x_test=scaled[named.test.x] if named.test else x[:0],
        y_test=classes.indices[named.test.y] if named.test else y[:0],
        class_names=classes.names,
        left_out=left_out,
        notes=(*notes, *said, *classes.notes),
    )


def _scaled(pictures: dict[str, Array]) -> tuple[dict[str, Array], tuple[str, ...]]:
    """Scale all to uint8 in 0..255, or all to float32 in 0..1; ``pictures`` is used up."""
    filled = {name: x for name, x in pictures.items() if x.size}
    if not filled:
        raise DataError(
            f"{next(iter(pictures))} must hold images; got none. Check how the file was written."
        )
    ranges, notes = lines([value_range(name, x) for name, x in filled.items()])
    found = dict(zip(filled, ranges, strict=True))
    kept = kept_type(next(iter(filled.values())), ranges[0])
    del filled
    scaled = {}
    for name in list(pictures):
        scaled[name] = mapped(pictures.pop(name), *found.get(name, (0.0, 1.0)), kept)
    return scaled, notes
