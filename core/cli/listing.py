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


class Format(StrEnum):
    """How a listing is written."""

    table = "table"
    csv = "csv"
    json = "json"


def show(rows: Sequence[Row], form: Format, *, empty: str) -> None:
    """Write ``rows`` to standard output; all rows have the same keys.

    Args:
        empty: what to say instead of an empty table (CSV and JSON stay empty).
    """
    if form is Format.json:
        print(json.dumps(list(rows), indent=2, ensure_ascii=False))
    elif form is Format.csv:
        _write_csv(rows)
    elif rows:
        Console().print(_table(rows))
    else:
        Console().print(empty, markup=False)


def _write_csv(rows: Sequence[Row]) -> None:
    if rows:
        writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _table(rows: Sequence[Row]) -> Table:
    table = Table(header_style="bold", box=None, pad_edge=False)
    for name, value in rows[0].items():
        numeric = isinstance(value, (int, float))
        table.add_column(name.replace("_", " "), justify="right" if numeric else "left")
    for row in rows:
        # Text, not markup: names are typed by people and may hold square brackets.
        table.add_row(*(Text(_cell(value)) for value in row.values()))
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
