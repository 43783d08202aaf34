"""The files of an upload, a zip or a folder; nothing outside of it is ever opened."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property, lru_cache, partial
from itertools import takewhile
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote
from zipfile import ZipInfo

from core.datasets.uploads.annotations.naming import keys, name_key
from core.datasets.uploads.annotations.pairing import Pictures
from core.datasets.uploads.annotations.records import Parts
from core.datasets.uploads.archive import DEFAULT_LIMITS, UploadLimits, open_archive, parts_of
from core.datasets.uploads.images import is_image, is_litter
from core.errors import DataError

Readers = dict[Parts, Callable[[], bytes]]

_ALONE = (".json", ".xml", ".txt", ".yaml", ".yml")
_DEEPEST = 24
_PIECES = re.compile(r"[^\W\d_]+|\d+|[\W_]")
_LONGEST_RUN = 12
# Deflate makes the annotations of a tool five to thirty times as short, and a bomb a thousand.
_DENSEST = 200
_SHORT = 2**20


class UploadedFiles:
    """Files by their path; ``name`` is what the person's upload is called.

    ``twice`` are paths that the archive held twice; the last is what is read.

    Raises:
        DataError: folders lie in one another beyond reason.
    """

    def __init__(
        self,
        name: str,
        readers: Readers,
        limits: UploadLimits = DEFAULT_LIMITS,
        twice: Iterable[Parts] = (),
    ) -> None:
        self.name = name
        self.twice = tuple(twice)
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
        backwards = sorted((keys(path)[::-1], path) for path in self.paths)
        self._backwards = [keyed for keyed, _ in backwards]
        self._sorted = [path for _, path in backwards]
        self._by_folder: dict[tuple[int, int], dict[str, Parts | None]] = {}

    @cached_property
    def pictures(self) -> Pictures:
        """The pictures among them."""
        return Pictures(self.paths)

    def read(self, path: Parts) -> bytes:
        """Return the content of one of ``paths``.

        Raises:
            DataError: with it more was read than the limits allow.
            READ_ERRORS: it is damaged.
        """
        return self._readers[path]()

    def find(self, wanted: str, beside: Parts) -> Parts | None:
        """Return the file that a text calls ``wanted``; ``None`` if there is none or a choice.

        Beside the file ``beside`` if it is there, else wherever most of its last folders and its
        name fit, however they are written (see :mod:`~core.datasets.uploads.annotations.naming`);
        of several the one in a folder that ``beside`` is named after, as ``train/1.png`` is for
        ``instances_train.json``.

        Raises:
            DataError: more are asked for than there may be pictures.
        """
        self._left -= 1
        if self._left < 0:
            raise DataError(
                f"The annotations of {self.name} must be of at most {self._limit:,} pictures, and "
                "are of more. Take fewer."
            )
        parts = _parts(wanted)
        here = (*beside[:-1], *parts)
        if here in self._readers:
            return here
        backwards = keys(_parts(_without_address(wanted)))[::-1]
        for called in ((*backwards, *keys(beside[:-1])[::-1]), backwards):
            first, end = self._ending(called)
            if end - first == 1:
                return self._sorted[first]
        return self._named_after(beside[-1], first, end)

    def _ending(self, backwards: Parts) -> tuple[int, int]:
        """Return the range in ``_sorted`` of the paths whose ends match best."""
        place = bisect_left(self._backwards, backwards)
        near = self._backwards[max(0, place - 1) : place + 1]
        length = max((_alike(backwards, path) for path in near), default=0)
        if not length:
            return 0, 0
        ending = backwards[:length]
        first = bisect_left(self._backwards, ending)
        return first, bisect_right(self._backwards, ending, first, key=lambda p: p[:length])

    def _named_after(self, text: str, first: int, end: int) -> Parts | None:
        """Return the only one of these paths in a folder that ``text`` is named after."""
        if (first, end) not in self._by_folder:
            self._by_folder[first, end] = _by_folder(self._sorted[first:end])
        known = self._by_folder[first, end]
        fitting = {known[folder] for folder in _folders_named(name_key(text)) if folder in known}
        return fitting.pop() if len(fitting) == 1 else None


def _parts(text: str) -> Parts:
    words = text.replace("\\", "/").split("/")
    return tuple(word for word in words if word not in ("", "."))


def _without_address(text: str) -> str:
    """Return the path in a link to a picture: Label Studio puts it behind ?d=."""
    before, local, path = unquote(text).partition("?d=")
    if local:
        return path
    return before.partition("?")[0] if "://" in before else before


def name_in(text: str) -> str:
    """Return the name of the file that ``text``, a path or a link, leads to."""
    return (_parts(_without_address(text)) or ("",))[-1]


def _alike(first: Parts, second: Parts) -> int:
    """Return the number of leading parts that are the same."""
    pairs = zip(first, second, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _by_folder(paths: Iterable[Parts]) -> dict[str, Parts | None]:
    """Return the path in each folder name; ``None`` where several are in one."""
    found: dict[str, Parts | None] = {}
    for path in paths:
        for folder in set(keys(path[:-1])):
            found[folder] = None if folder in found else path
    return found


@lru_cache(maxsize=16)
def _folders_named(text: str) -> frozenset[str]:
    """Return the words of ``text``, with and without numbers, and runs of them.

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
def open_files(
    source: Path | BinaryIO, *, filename: str, limits: UploadLimits
) -> Iterator[UploadedFiles]:
    """Open the files of ``source``, a folder or a zip.

    Raises:
        DataError: it is neither, or as :func:`core.datasets.uploads.archive.open_archive` says.
    """
    if isinstance(source, Path) and source.is_dir():
        yield UploadedFiles(filename, _in_folder(source, filename, limits), limits)
        return
    if isinstance(source, Path) and source.is_file() and source.suffix.lower() in _ALONE:
        raise DataError(
            f"{filename} must be a folder or a .zip with pictures and their annotations; got one "
            "file alone. Give the folder that it is in, or pack it."
        )
    with open_archive(source, filename=filename, limits=limits) as archive:
        for member in archive.members:
            _check_dense(member, filename)
        readers: Readers = {parts_of(m): partial(archive.read, m) for m in archive.members}
        counts = Counter(map(parts_of, archive.members))
        yield UploadedFiles(
            filename, readers, limits, (p for p, count in counts.items() if count > 1)
        )


def _check_dense(member: ZipInfo, filename: str) -> None:
    """Refuse a text that says the same again and again: it would take long to read for nothing.

    Raises:
        DataError: it unpacks to far more than annotations do.
    """
    if is_image(parts_of(member)) or member.file_size <= _SHORT:
        return
    if member.file_size > _DENSEST * max(1, member.compress_size):
        raise DataError(
            f"Annotations unpack to at most {_DENSEST} times their size; "
            f"{member.filename[:100]!r} of {filename} unpacks to "
            f"{member.file_size // max(1, member.compress_size):,} times its own. Export it again, "
            "or leave it out."
        )


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
