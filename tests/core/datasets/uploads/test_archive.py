"""Archives made to do harm, and archives that are only broken."""

from __future__ import annotations

import stat
import struct
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from core.datasets.uploads.archive import UploadLimits, open_archive
from core.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Zipped = Any


def read_all(path: Path, unpacked_bytes: int = 10_000) -> list[bytes]:
    limits = UploadLimits(unpacked_bytes=unpacked_bytes)
    with open_archive(path, filename=path.name, limits=limits) as archive:
        return [archive.read(member) for member in archive.members]


def with_declared_size(path: Path, size: int) -> None:
    """Make the headers of a one-member zip claim that it unpacks to ``size`` bytes."""
    content = bytearray(path.read_bytes())
    central = content.index(b"PK\x01\x02")
    struct.pack_into("<I", content, 22, size)
    struct.pack_into("<I", content, central + 24, size)
    path.write_bytes(content)


def test_members_come_out_without_the_folders(zipped: Zipped) -> None:
    assert read_all(zipped([("a/", b""), ("a/b", b"one"), ("c", b"two")])) == [b"one", b"two"]


@pytest.mark.parametrize(
    "name",
    ["../x.png", "a/../../x.png", "/etc/x.png", "C:/x.png", "c:x.png", "..\\x.png", "\\\\host\\x"],
)
def test_path_that_climbs_out_is_refused(zipped: Zipped, name: str) -> None:
    with pytest.raises(DataError, match="must hold only paths inside itself"):
        read_all(zipped([("fine.png", b""), (zipfile.ZipInfo(name), b"x")]))


@pytest.mark.parametrize("name", ["a..b/c.png", "...", "a/.b"])
def test_dots_inside_names_are_fine(zipped: Zipped, name: str) -> None:
    assert read_all(zipped([(name, b"x")])) == [b"x"]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_link_or_device_is_refused(zipped: Zipped, kind: int) -> None:
    member = zipfile.ZipInfo("cat/1.png")
    member.create_system = 3
    member.external_attr = (kind | 0o777) << 16
    with pytest.raises(DataError, match="'cat/1.png' is a link or a device"):
        read_all(zipped([(member, b"/etc/passwd")]))


def test_archive_that_admits_to_too_much_is_refused_unread(
    zipped: Zipped, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped([("a", bytes(6_000)), ("b", bytes(6_000))])
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("read"))
    with pytest.raises(DataError, match="at most 10,000 bytes, and unpacks to more"):
        read_all(path)


def test_bytes_are_counted_as_they_come_out(zipped: Zipped) -> None:
    path = zipped([("a", bytes(600)), ("b", bytes(600))])
    with open_archive(path, filename="a.zip", limits=UploadLimits(unpacked_bytes=1_500)) as archive:
        first, second = archive.members
        archive.read(first)
        archive.read(second)
        with pytest.raises(DataError, match="unpacks to more"):
            archive.read(first)


def test_lying_header_gives_no_more_than_it_declares(zipped: Zipped) -> None:
    path = zipped([("bomb", bytes(50_000_000))])
    assert path.stat().st_size < 60_000
    with_declared_size(path, 100)
    with pytest.raises(zipfile.BadZipFile, match="CRC"):
        read_all(path)


def test_encrypted_member_is_refused(zipped: Zipped) -> None:
    path = zipped([("a", b"secret")])
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(DataError, match="Pack it without a password"):
        read_all(path)


def test_member_without_a_name_is_refused(zipped: Zipped) -> None:
    path = zipped([("a", b"text")])
    # A name ends at its first zero byte.
    path.write_bytes(path.read_bytes().replace(b"a", b"\0"))
    with pytest.raises(DataError, match="holds a file without a name"):
        read_all(path)


def test_unusual_packing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a", b"text")
    with pytest.raises(DataError, match="stored or deflated"):
        read_all(path)


@pytest.mark.parametrize("content", [b"", b"nonsense", b"PK\x03\x04 cut short"])
def test_file_that_is_no_zip_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(DataError, match="must be a zip archive"):
        read_all(path)


def test_cut_off_archive_is_refused(
    zipped: Zipped, two_classes: list[tuple[str, bytes]], tmp_path: Path
) -> None:
    whole = zipped(two_classes).read_bytes()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match="upload it again if the transfer was cut short"):
        read_all(cut)


def test_file_that_is_not_there_is_refused(
    tmp_path: Path, two_classes: Callable[..., bytes]
) -> None:
    with pytest.raises(DataError, match="cannot be opened"):
        read_all(tmp_path / "none.zip")
