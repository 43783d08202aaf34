"""The files of an upload, whether it is a zip or a folder; nothing outside of it is ever opened."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO

from core.datasets.annotations.records import Parts
from core.datasets.archive import UploadLimits, open_archive, parts_of
from core.datasets.upload_images import is_litter
from core.errors import DataError

Readers = dict[Parts, Callable[[], bytes]]


class Files:
    """Files by their path; ``name`` is what the person's upload is called."""

    def __init__(self, name: str, readers: Readers) -> None:
        self.name = name
        self.paths = sorted(path for path in readers if not is_litter(path))
        self._readers = readers
        self._by_name: dict[str, list[Parts]] = {}
        for path in self.paths:
            self._by_name.setdefault(path[-1], []).append(path)

    def read(self, path: Parts) -> bytes:
        """The content of one of ``paths``.

        Raises:
            DataError: with it more was read than the limits allow.
            READ_ERRORS: it is damaged.
        """
        return self._readers[path]()

    def find(self, wanted: str, beside: Parts) -> Parts | None:
        """The file that a text calls ``wanted``, or ``None`` where there is none or a choice.

        Beside the file ``beside`` if it is there, else wherever its last folders or its name fit;
        of several of one name the one in a folder that ``beside`` is named after, as
        ``train/1.png`` is for ``instances_train.json``.
        """
        words = wanted.replace("\\", "/").split("/")
        parts = tuple(word for word in words if word not in ("", "."))
        here = (*beside[:-1], *parts)
        same = self._by_name.get(parts[-1], []) if parts else []
        if here in same:
            return here
        fitting = [path for path in same if path[-len(parts) :] == parts] or same
        if len(fitting) > 1:
            fitting = [p for p in fitting if any(_names(folder, beside[-1]) for folder in p[:-1])]
        return fitting[0] if len(fitting) == 1 else None


def _names(folder: str, text: str) -> bool:
    """Whether ``folder`` is a word of ``text``, if need be with a number: not the a of a train."""
    return bool(re.search(rf"(?<![a-z]){re.escape(folder.lower())}(?![a-z])", text.lower()))


@contextmanager
def open_files(source: Path | BinaryIO, *, filename: str, limits: UploadLimits) -> Iterator[Files]:
    """The files of ``source``, a folder or a zip.

    Raises:
        DataError: as :func:`core.datasets.archive.open_archive` does.
    """
    if isinstance(source, Path) and source.is_dir():
        yield Files(filename, _in_folder(source, filename, limits))
        return
    with open_archive(source, filename=filename, limits=limits) as archive:
        yield Files(filename, {parts_of(m): partial(archive.read, m) for m in archive.members})


def _in_folder(folder: Path, filename: str, limits: UploadLimits) -> Readers:
    root = folder.resolve()
    left = [limits.unpacked_bytes]

    def read(path: Path) -> bytes:
        with path.open("rb") as stream:
            content = stream.read(left[0] + 1)
        left[0] -= len(content)
        if left[0] < 0:
            raise DataError(
                f"{filename} must hold at most {limits.unpacked_bytes:,} bytes, and holds more. "
                "Make the pictures smaller, or take fewer."
            )
        return content

    # A link may lead anywhere, by itself or as a folder on the way.
    return {
        path.relative_to(root).parts: partial(read, path)
        for path in root.rglob("*")
        if path.is_file() and path.resolve() == path
    }
