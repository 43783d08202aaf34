"""Reads a file of a table row by row, without trusting it."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from core.errors import DataError

MAX_BYTES = 100_000_000
MAX_ROWS = 500_000
# What a row's cells become in memory is many times their text.
MAX_CELLS = 5_000_000
MAX_JSON_BYTES = 20_000_000
MAX_HEADING = 1_000_000
GZIP = b"\x1f\x8b"

# In this order where a heading could be parted by several.
_SEPARATORS = (",", ";", "\t")
_QUOTED = re.compile(r'"[^"]*"')
_SEPARATOR = re.compile(r'"?sep=([,;\t|])"?', re.IGNORECASE)


@dataclass(frozen=True)
class Sheet:
    """A file's heading, and its rows as text, numbered as a spreadsheet shows them.

    Columns without a name are not in it; ``unnamed`` is how many of them hold something.
    """

    heading: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]
    separator: str = ","
    unnamed: int = 0


def read_sheet(source: Path | BinaryIO, name: str) -> Sheet:
    """Read a CSV file, plain or gzip, or the JSON file of NAS-Bench-Macro.

    Args:
        source: a path, or an open file that can be sought.
        name: what the person's file is called.

    Raises:
        DataError: it is not one, is too large, or a row has another number of cells.
    """
    content = _content(source, name)
    if content.startswith(b"{"):
        return _of_json(content, name)
    # Decoded as it is read: the whole text at once would take several times its size.
    text = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", newline="")
    separator, skipped = _separator(content)
    lines = csv.reader(text, delimiter=separator)
    try:
        for _ in range(skipped):
            next(lines, None)
        heading = tuple(name.strip() for name in next(lines, []))
        named = [name for name in heading if name]
        if not named:
            raise DataError(f"{name} is empty. A table begins with a row of column names.")
        if len(set(named)) < len(named):
            raise DataError(f"{name} names a column twice: {', '.join(heading)}. Rename one.")
        unnamed: set[int] = set()
        rows = tuple(_rows(lines, heading, name, skipped + 2, unnamed))
        return Sheet(tuple(named), rows, separator, len(unnamed))
    except csv.Error as error:
        raise DataError(f"Row {lines.line_num} of {name} is no CSV: {error}.") from error
    except UnicodeDecodeError as error:
        raise _unreadable(name, error) from error


def _separator(content: bytes) -> tuple[str, int]:
    """Return the separator, and the lines before the heading: 1 for Excel's ``sep=;``."""
    line = re.split(r"[\r\n]", content[:MAX_HEADING].decode("utf-8", "replace"), maxsplit=1)[0]
    stated = _SEPARATOR.fullmatch(line.strip())
    if stated:
        return stated[1], 1
    unquoted = _QUOTED.sub("", line)
    return max(_SEPARATORS, key=unquoted.count), 0


def _rows(
    lines: Iterator[list[str]], heading: tuple[str, ...], name: str, first: int, unnamed: set[int]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows that are not empty; collect in ``unnamed`` cells without a column."""
    for number, cells in enumerate(lines, start=first):
        if not any(cell.strip() for cell in cells):
            continue
        # Spreadsheets write the ends of longer rows, empty, behind shorter ones.
        while len(cells) > len(heading) and not cells[-1].strip():
            cells.pop()
        if len(cells) != len(heading):
            raise DataError(
                f"Row {number} of {name} must have {len(heading)} cells, as its first row; "
                f"got {len(cells)}. Correct the row{_quoting(cells)}."
            )
        if number > MAX_ROWS:
            raise DataError(f"{name} must have at most {MAX_ROWS:,} rows; it has more. Split it.")
        if number * len(heading) > MAX_CELLS:
            raise DataError(
                f"{name} must have at most {MAX_CELLS:,} cells; it has more. Leave out columns."
            )
        stripped = [cell.strip() for cell in cells]
        unnamed.update(place for place, cell in enumerate(stripped) if cell and not heading[place])
        yield number, {name: cell for name, cell in zip(heading, stripped, strict=True) if name}


def _quoting(cells: list[str]) -> str:
    """Return a hint where decimal commas have split numbers."""
    torn = any(one.strip() == "0" and two.strip().isdigit() for one, two in pairwise(cells))
    return ", or quote numbers with a decimal comma, or part cells by semicolons" if torn else ""


def _of_json(content: bytes, name: str) -> Sheet:
    """Read ``{arch: {test_acc: [three percentages], params: count, flops: count, …}, …}``."""
    heading = ("arch", *(f"cifar10_test_acc_run{run}" for run in range(3)), "params", "flops")
    if len(content) > MAX_JSON_BYTES:
        raise _too_large(name, MAX_JSON_BYTES)
    rows = []
    try:
        for number, (arch, body) in enumerate(json.loads(content).items(), start=1):
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


def _content(source: Path | BinaryIO, name: str) -> bytes:
    """Return the file's content, unpacked and without its byte order mark."""
    try:
        with source.open("rb") if isinstance(source, Path) else nullcontext(source) as file:
            packed = file.read(2) == GZIP
            file.seek(0)
            # One byte more than may be: a small gzip file can unfold into a full memory.
            content = (gzip.open(file) if packed else file).read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable(name, error) from error
    if len(content) > MAX_BYTES:
        raise _too_large(name, MAX_BYTES)
    return content.removeprefix(codecs.BOM_UTF8)


def _too_large(name: str, most: int) -> DataError:
    return DataError(
        f"{name} must hold at most {most // 1_000_000} MB of text; it holds more. "
        "Leave out columns or rows."
    )


def _unreadable(name: str, error: Exception) -> DataError:
    return DataError(
        f"{name} must be a CSV file in UTF-8, plain or gzip; reading it failed: {error}. In a "
        "spreadsheet, save it as CSV UTF-8."
    )
