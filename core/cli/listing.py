"""A listing, as a table to read, as CSV or as JSON to pipe on."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

Row = Mapping[str, Any]
PIPED_WIDTH = 400


class Format(StrEnum):
    """How a listing is written."""

    table = "table"
    csv = "csv"
    json = "json"


def show(rows: Sequence[Row], form: Format, *, headings: Mapping[str, str], empty: str) -> None:
    """Write ``rows``, which all have the same keys, to standard output.

    Args:
        headings: the columns of the table and what stands above them; CSV and JSON have all.
        empty: what to say instead of an empty table (CSV and JSON stay empty).
    """
    if form is Format.json:
        print(json.dumps(list(rows), indent=2, ensure_ascii=False))
    elif form is Format.csv:
        _write_csv(rows)
    elif rows:
        # Piped on, nothing is cut off; in a terminal the last column gives way.
        console = Console(width=None if sys.stdout.isatty() else PIPED_WIDTH)
        console.print(_table(rows, headings))
    else:
        Console().print(empty, markup=False)


def _write_csv(rows: Sequence[Row]) -> None:
    if rows:
        writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _flat(value) for name, value in row.items()} for row in rows)


def _flat(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, Mapping) else value


def _table(rows: Sequence[Row], headings: Mapping[str, str]) -> Table:
    table = Table(header_style="bold", box=None, pad_edge=False)
    last = list(headings)[-1]
    for name, heading in headings.items():
        cells = [_cell(row[name]) for row in rows]
        numeric = any(isinstance(row[name], (int, float)) for row in rows)
        table.add_column(
            heading,
            justify="right" if numeric else "left",
            no_wrap=True,
            overflow="ellipsis",
            min_width=None if name == last else max(map(len, [heading, *cells])),
        )
    for row in rows:
        # Text, not markup: names are typed by people and may hold square brackets.
        table.add_row(*(Text(_cell(row[name])) for name in headings))
    return table


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4f}" if abs(value) < 10 else f"{value:,.1f}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, Mapping):
        return " ".join(f"{name}={item}" for name, item in value.items())
    return str(value)
