"""Opens an untrusted archive: checks its names, and counts what comes out of it."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, BinaryIO

from core.errors import DataError
from core.specs import Frozen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# What reading a damaged or deceitful member may raise.
READ_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    # Raised by zipfile for a method or a version that it does not know.
    NotImplementedError,
    OSError,
    OverflowError,
    ValueError,
)

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_SAYS_UTF8 = 0x800
_DRIVE = re.compile(r"^[A-Za-z]:")


class UploadLimits(Frozen):
    """The limits of an upload.

    ``unpacked_bytes`` is a limit on what comes out of the archive, and again on the pixels that
    come out of its images. ``images_a_class`` is the fewest that still leave each class an image
    in every part of a split: of 7, at most 2 are for testing, and of the 5 left, 1 for validation.
    """

    unpacked_bytes: int = 256 * 2**20
    images: int = 100_000
    least_side: int = 4
    side: int = 512
    classes: int = 1_000
    images_a_class: int = 7


class Archive:
    """An open zip file whose members are read one at a time, up to a total of bytes."""

    def __init__(self, file: zipfile.ZipFile, filename: str, limits: UploadLimits) -> None:
        for member in file.infolist():
            _check_member(member, filename)
        self.members = [member for member in file.infolist() if not member.is_dir()]
        self._file = file
        self._filename = filename
        self._limit = self._left = limits.unpacked_bytes
        # The header may lie: this only refuses early what admits to being too large.
        if sum(member.file_size for member in self.members) > self._limit:
            raise self._too_large()

    def read(self, member: zipfile.ZipInfo) -> bytes:
        """Return all bytes of ``member``, counted as they come out.

        Raises:
            DataError: with them the archive has given more than the limit.
            READ_ERRORS: this member is damaged.
        """
        with self.open(member) as stream:
            content = stream.read(self._left + 1)
        if len(content) > self._left:
            raise self._too_large()
        self._left -= len(content)
        return content

    @contextmanager
    def open(self, member: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
        """Open ``member`` as a stream of bytes; the caller bounds what it reads."""
        try:
            stream = self._file.open(member)
        except (NotImplementedError, RuntimeError) as error:
            raise _unusual(self._filename, member) from error
        with stream:
            yield stream

    def _too_large(self) -> DataError:
        return DataError(
            f"{self._filename} must unpack to at most {self._limit:,} bytes, and unpacks to more. "
            "Make what it holds smaller, or take less of it."
        )


@contextmanager
def open_archive(
    source: Path | BinaryIO, *, filename: str, limits: UploadLimits
) -> Iterator[Archive]:
    """Open the zip file ``source`` (npz files too), after checking it as a whole.

    Raises:
        DataError: it is no zip file, a member is a link, is encrypted or would climb out, or it
            admits to being larger than the limits.
    """
    try:
        file = zipfile.ZipFile(source)
    except READ_ERRORS as error:
        raise DataError(
            f"{filename} must be a zip archive (an .npz file is one too); it cannot be opened: "
            f"{error}. Pack it again, or upload it again if the transfer was cut short."
        ) from error
    with file:
        yield Archive(file, filename, limits)


def parts_of(member: zipfile.ZipInfo) -> tuple[str, ...]:
    """Return the folders of ``member`` and its name; Windows' separators count as well."""
    name = _as_packed(member).replace("\\", "/")
    return tuple(part for part in name.split("/") if part not in ("", "."))


def _as_packed(member: zipfile.ZipInfo) -> str:
    """Return the name of ``member``, read as UTF-8 where its flag was forgotten (macOS)."""
    if member.flag_bits & _SAYS_UTF8:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename


def _check_member(member: zipfile.ZipInfo, filename: str) -> None:
    name = member.filename
    if not name:
        raise DataError(
            f"{filename} holds a file without a name. It may be damaged: pack it again."
        )
    climbs = name.startswith(("/", "\\")) or _DRIVE.match(name) or ".." in parts_of(member)
    if climbs:
        raise DataError(
            f"{filename} must hold only paths inside itself; got {name!r}. Pack the folder again "
            "from its own place."
        )
    if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise DataError(
            f"{filename} must hold only files and folders; {name!r} is a link or a device. "
            "Pack the files themselves."
        )
    if member.compress_type not in _METHODS:
        raise _unusual(filename, member)
    if member.flag_bits & 0x1:
        raise DataError(
            f"{filename} must not be encrypted; {name!r} is. Pack it without a password."
        )


def _unusual(filename: str, member: zipfile.ZipInfo) -> DataError:
    return DataError(
        f"{filename} must be an ordinary zip, stored or deflated; {member.filename!r} is packed in "
        "another way. Pack it again with the usual method."
    )


DEFAULT_LIMITS = UploadLimits()
