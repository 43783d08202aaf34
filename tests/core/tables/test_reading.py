"""A file is read as rows of text, or refused with its reason."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest

from core.errors import DataError
from core.tables import reading
from core.tables.reading import read_sheet
from tests.core.tables.conftest import Write


def test_rows_are_numbered_as_in_a_spreadsheet(write: Write) -> None:
    sheet = read_sheet(write(["a, b", "1,2", "", '"3","x, y"']), "t.csv")
    assert sheet.heading == ("a", "b")
    assert sheet.rows == ((2, {"a": "1", "b": "2"}), (4, {"a": "3", "b": "x, y"}))


def test_gzip_is_known_by_its_content(tmp_path: Path, write: Write) -> None:
    packed = tmp_path / "packed.csv"
    packed.write_bytes(gzip.compress(b"a,b\n1,2\n", mtime=0))
    assert read_sheet(packed, "a") == read_sheet(write(["a,b", "1,2"]), "b")


def test_a_mark_of_byte_order_is_no_part_of_a_name(tmp_path: Path) -> None:
    path = tmp_path / "excel.csv"
    path.write_bytes(b"\xef\xbb\xbfa,b\r\n1,2\r\n")
    assert read_sheet(path, path.name).rows == ((2, {"a": "1", "b": "2"}),)


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a;b\n1;0,5\n", ";"),
        ("a\tb\r\n1\t0,5\r\n", "\t"),
        ('"a";"b"\r\n"1";"0,5"\r\n', ";"),
        ('a,b\r1,"0,5"\r', ","),
        ("\ufeffsep=;\na;b\n1;0,5\n", ";"),
        ('a,b\n1,"0,5"\n', ","),
    ],
)
def test_cells_are_found_whatever_parts_them(tmp_path: Path, text: str, separator: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode())
    sheet = read_sheet(path, path.name)
    assert [row for _, row in sheet.rows] == [{"a": "1", "b": "0,5"}]
    assert (sheet.heading, sheet.separator) == (("a", "b"), separator)
    assert sheet.rows[0][0] == (3 if "sep=" in text else 2)


def test_empty_columns_and_rows_are_passed_over(write: Write) -> None:
    lines = [",a,b,,", "0,1,2,,", ",,,,", "1,3,4,,", "2,5,6,,,,"]
    sheet = read_sheet(write(lines), "t.csv")
    assert sheet.heading == ("a", "b") and sheet.unnamed == 1
    assert [number for number, _ in sheet.rows] == [2, 4, 5]
    assert sheet.rows[-1][1] == {"a": "5", "b": "6"}


def test_numbers_torn_apart_by_their_commas_are_pointed_out(write: Write) -> None:
    with pytest.raises(DataError, match="quote numbers with a decimal comma, or part cells by"):
        read_sheet(write(["a,b", "1,0,5"]), "t.csv")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["a,b", "1,2", "1"], "Row 3 .* must have 2 cells.* got 1"),
        (["a,a", "1,2"], "names a column twice"),
        ([], "is empty"),
    ],
)
def test_ragged_doubled_and_empty_files_are_refused(
    write: Write, lines: list[str], message: str
) -> None:
    with pytest.raises(DataError, match=message):
        read_sheet(write(lines), "table.csv")


@pytest.mark.parametrize(
    "content", [b"\x1f\x8bgarbage", b"\xff\xfe\x00a", gzip.compress(b"a", mtime=0)[:9]]
)
def test_what_is_no_csv_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match="must be a CSV file in UTF-8"):
        read_sheet(path, path.name)


def test_a_file_that_unfolds_beyond_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 10_000, mtime=0))
    monkeypatch.setattr(reading, "MAX_BYTES", 20_000)
    with pytest.raises(DataError, match="must hold at most"):
        read_sheet(path, path.name)
    monkeypatch.setattr(reading, "MAX_BYTES", 50_000)
    monkeypatch.setattr(reading, "MAX_ROWS", 9_000)
    with pytest.raises(DataError, match="at most 9,000 rows"):
        read_sheet(path, path.name)
    monkeypatch.setattr(reading, "MAX_ROWS", 20_000)
    monkeypatch.setattr(reading, "MAX_CELLS", 9_000)
    with pytest.raises(DataError, match="at most 9,000 cells"):
        read_sheet(path, path.name)


def test_an_open_file_is_read_as_one_on_disk(write: Write) -> None:
    path = write(["a,b", "1,ü"])
    with path.open("rb") as file:
        assert read_sheet(file, "t.csv") == read_sheet(path, "t.csv")
    with pytest.raises(DataError, match="mine.csv must be a CSV file in UTF-8"):
        read_sheet(io.BytesIO(b"a,b\n1,\xff\n"), "mine.csv")
