"""The files of an upload, whether it is a zip or a folder; nothing outside of it is ever opened."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import BinaryIO

from core.datasets.annotations.records import Parts
from core.datasets.archive import DEFAULT_LIMITS, UploadLimits, open_archive, parts_of
from core.datasets.upload_images import is_litter
from core.errors import DataError

Readers = dict[Parts, Callable[[], bytes]]

_ALONE = (".json", ".xml", ".txt", ".yaml", ".yml")
_DEEPEST = 24
_PIECES = re.compile(r"[^\W\d_]+|\d+|[\W_]")
_LONGEST_RUN = 12


class Files:
    """Files by their path; ``name`` is what the person's upload is called.

    Raises:
        DataError: folders lie in one another beyond reason.
    """

    def __init__(self, name: str, readers: Readers, limits: UploadLimits = DEFAULT_LIMITS) -> None:
        self.name = name
        self._readers = {path: readers[path] for path in sorted(readers) if not is_litter(path)}
        self.paths = list(self._readers)
        deep = next((path for path in self.paths if len(path) > _DEEPEST), None)
        if deep:
            raise DataError(
                f"{name} must hold fewer than {_DEEPEST} folders in one another; got "
                f"{'/'.join(deep)[:100]}. Pack the folder from nearer its pictures."
            )
        self._limit = self._left = limits.images
        # Those that end alike lie side by side: they are found without a look at any other.
        self._backwards = sorted(path[::-1] for path in self.paths)
        self._by_folder: dict[tuple[int, int], dict[str, Parts | None]] = {}

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

        Raises:
            DataError: more are asked for than there may be pictures.
        """
        self._left -= 1
        if self._left < 0:
            raise DataError(
                f"The annotations of {self.name} must be of at most {self._limit:,} pictures, and "
                "are of more. Take fewer."
            )
        words = wanted.replace("\\", "/").split("/")
        parts = tuple(word for word in words if word not in ("", "."))
        here = (*beside[:-1], *parts)
        if here in self._readers:
            return here
        first, end = self._ending(parts) or self._ending(parts[-1:]) or (0, 0)
        if end - first == 1:
            return self._backwards[first][::-1]
        return self._named_after(beside[-1], first, end)

    def _ending(self, parts: Parts) -> tuple[int, int] | None:
        """From where to where in ``_backwards`` the paths are that end in ``parts``, if any do."""
        if not parts:
            return None
        first = bisect_left(self._backwards, parts[::-1])
        end = bisect_right(self._backwards, parts[::-1], first, key=lambda p: p[: len(parts)])
        return (first, end) if first < end else None

    def _named_after(self, text: str, first: int, end: int) -> Parts | None:
        """Of these paths the only one in a folder that ``text`` is named after."""
        if (first, end) not in self._by_folder:
            self._by_folder[first, end] = _by_folder(self._backwards[first:end])
        known = self._by_folder[first, end]
        fitting = {known[folder] for folder in _folders_named(text.lower()) if folder in known}
        return fitting.pop() if len(fitting) == 1 else None


def _by_folder(backwards: Iterable[Parts]) -> dict[str, Parts | None]:
    """By folder the path that is in one of that name; ``None`` where several are."""
    found: dict[str, Parts | None] = {}
    for path in backwards:
        for folder in {folder.lower() for folder in path[1:]}:
            found[folder] = None if folder in found else path[::-1]
    return found


@lru_cache(maxsize=16)
def _folders_named(text: str) -> frozenset[str]:
    """Words of ``text``, with a number or not, and rows of them.

    So train, train2017 and instances_train of instances_train2017.json; not the a of a train.
    """
    pieces = _PIECES.findall(text)
    # A run has no letter right before it, nor right after it.
    starts = [
        place
        for place in range(len(pieces))
        if not "".join(pieces[max(0, place - 1) : place]).isalpha()
    ]
    return frozenset(
        "".join(pieces[start:end])
        for start in starts
        for end in range(start + 1, min(start + _LONGEST_RUN, len(pieces)) + 1)
        if not "".join(pieces[end : end + 1]).isalpha()
    )


@contextmanager
def open_files(source: Path | BinaryIO, *, filename: str, limits: UploadLimits) -> Iterator[Files]:
    """The files of ``source``, a folder or a zip.

    Raises:
        DataError: it is neither, or as :func:`core.datasets.archive.open_archive` says.
    """
    if isinstance(source, Path) and source.is_dir():
        yield Files(filename, _in_folder(source, filename, limits), limits)
        return
    if isinstance(source, Path) and source.is_file() and source.suffix.lower() in _ALONE:
        raise DataError(
            f"{filename} must be a folder or a .zip with pictures and their annotations; got one "
            "file alone. Give the folder that it is in, or pack it."
        )
    with open_archive(source, filename=filename, limits=limits) as archive:
        readers: Readers = {parts_of(m): partial(archive.read, m) for m in archive.members}
        yield Files(filename, readers, limits)


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
