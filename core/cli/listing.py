"""A listing, as a table to read, as CSV or as JSON to pipe on."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

Row = Mapping[str, Any]
PIPED_WIDTH = 400
# Between two columns; and what the last one keeps however narrow the terminal is.
GAP, LEAST = 2, 16


class ListingFormat(StrEnum):
    """The format of a listing."""

    table = "table"
    csv = "csv"
    json = "json"


def show(
    rows: Sequence[Row], form: ListingFormat, *, headings: Mapping[str, str], empty: str
) -> None:
    """Write ``rows``, which all have the same keys, to standard output.

    Args:
        headings: the columns of the table and what stands above them; CSV and JSON have all.
        empty: what to say instead of an empty table (CSV and JSON stay empty).
    """
    if form is ListingFormat.json:
        print(json.dumps(list(rows), indent=2, ensure_ascii=False))
    elif form is ListingFormat.csv:
        _write_csv(rows)
    elif rows:
        # Piped on, nothing is cut off; in a terminal the last column gives way, and no other.
        width = Console().width if sys.stdout.isatty() else PIPED_WIDTH
        table, needed = _table(rows, headings, width)
        Console(width=max(width, needed)).print(table)
    else:
        Console().print(empty, markup=False)


def _write_csv(rows: Sequence[Row]) -> None:
    if rows:
        writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _flat(value) for name, value in row.items()} for row in rows)


def _flat(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, Mapping) else value


def _table(rows: Sequence[Row], headings: Mapping[str, str], width: int) -> tuple[Table, int]:
    """Return the table and its width: at least its columns', the last one aside."""
    table = Table(header_style="bold", box=None, pad_edge=False)
    # Text, not markup: names are typed by people and may hold square brackets.
    cells = {name: [Text(_bounded(row, name)) for row in rows] for name in headings}
    widths = [
        max(cell_len(heading), *(text.cell_len for text in cells[name]))
        for name, heading in headings.items()
    ]
    others = sum(widths[:-1]) + GAP * (len(widths) - 1)
    last = min(widths[-1], max(width - others, LEAST))
    for heading, name, wide in zip(headings.values(), headings, [*widths[:-1], last], strict=True):
        numeric = any(isinstance(row[name], (int, float)) for row in rows)
        table.add_column(
            heading,
            justify="right" if numeric else "left",
            no_wrap=True,
            overflow="ellipsis",
            width=wide,
        )
    for texts in zip(*cells.values(), strict=True):
        table.add_row(*texts)
    return table, others + last


def _bounded(row: Row, name: str) -> str:
    """Return the text of a cell; a lower bound gets its sign."""
    said = _cell(row[name])
    return f"≥ {said}" if said and row.get(f"{name}_at_least") else said


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
