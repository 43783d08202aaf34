"""Reads a file of a table row by row, without trusting it."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.errors import DataError

MAX_BYTES = 100_000_000
MAX_ROWS = 500_000
GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class Sheet:
    """A file's heading, and its rows as text, numbered as a spreadsheet shows them."""

    heading: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def read_sheet(path: Path) -> Sheet:
    """The CSV file ``path``, plain or gzip, or the JSON file of NAS-Bench-Macro.

    Raises:
        DataError: it is not one, is too large, or a row has another number of cells.
    """
    text = _text(path)
    if text.startswith("{"):
        return _of_json(text, path.name)
    lines = csv.reader(io.StringIO(text, newline=""))
    try:
        heading = tuple(name.strip() for name in next(lines, []))
        if not heading:
            raise DataError(f"{path.name} is empty. A table begins with a row of column names.")
        if len(set(heading)) < len(heading):
            raise DataError(f"{path.name} names a column twice: {', '.join(heading)}. Rename one.")
        return Sheet(heading, tuple(_rows(lines, heading, path.name)))
    except csv.Error as error:
        raise DataError(f"Row {lines.line_num} of {path.name} is no CSV: {error}.") from error


def _rows(
    lines: Iterator[list[str]], heading: tuple[str, ...], name: str
) -> Iterator[tuple[int, dict[str, str]]]:
    for number, cells in enumerate(lines, start=2):
        if not cells:
            continue
        if len(cells) != len(heading):
            raise DataError(
                f"Row {number} of {name} must have {len(heading)} cells, as its first row; "
                f"got {len(cells)}. Mend the row."
            )
        if number > MAX_ROWS:
            raise DataError(f"{name} must have at most {MAX_ROWS:,} rows; it has more. Split it.")
        yield number, dict(zip(heading, (cell.strip() for cell in cells), strict=True))


def _of_json(text: str, name: str) -> Sheet:
    """``{arch: {test_acc: [three percentages], params: count, flops: count, …}, …}``."""
    heading = ("arch", *(f"cifar10_test_acc_run{run}" for run in range(3)), "params", "flops")
    rows = []
    try:
        for number, (arch, body) in enumerate(json.loads(text).items(), start=1):
            one, two, three = (f"{float(accuracy):.2f}" for accuracy in body["test_acc"])
            counts = (str(int(body["params"])), str(int(body["flops"])))
            cells = (arch, one, two, three, *counts)
            rows.append((number, dict(zip(heading, cells, strict=True))))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DataError(
            f"{name} must be a CSV file, or the JSON file of NAS-Bench-Macro; entry "
            f"{len(rows) + 1} cannot be read: {error!r}. Nothing was imported."
        ) from error
    return Sheet(heading, tuple(rows))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            packed = file.read(2) == GZIP
        with gzip.open(path) if packed else path.open("rb") as file:
            # One byte more than may be: a small gzip file can unfold into a full memory.
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise DataError(
                f"{path.name} must hold at most {MAX_BYTES // 1_000_000} MB of text; "
                "it holds more. Leave out columns or rows."
            )
        return content.decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise DataError(
            f"{path.name} must be a CSV file in UTF-8, plain or gzip; reading it failed: {error}."
        ) from error
