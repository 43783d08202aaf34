"""Writes a table: a plain CSV file and its description, whole or not at all."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from core.datasets.catalogue import DatasetInfo
from core.datasets.table_facts import Column, TableColumn, TableFacts, column_name
from core.datasets.uploads.importing import keep
from core.errors import DataError
from core.metrics import METRICS
from core.specs import Space
from core.tables.answers import FILE, Cells


@dataclass
class Rows:
    """The rows of a table to be: the figures by architecture, in the order they came."""

    space: Space
    figures: dict[Cells, Mapping[Column, float]] = field(default_factory=dict)

    @property
    def columns(self) -> list[Column]:
        """The columns that any row has: metrics in their usual order, epochs rising."""
        order = list(METRICS)
        found = {column for row in self.figures.values() for column in row}
        return sorted(found, key=lambda column: (order.index(column[0]), column[1]))


def store_table(
    rows: Rows, about: DatasetInfo, source: str, home: Path, *, expected: str = ""
) -> DatasetInfo:
    """Keep ``rows`` as the data set that ``about`` describes; returns its full description.

    Args:
        expected: the SHA-256 that the table's text must have; empty for one that nobody knows.

    Raises:
        DataError: it is another table than expected, or somebody has meanwhile taken the name.
        StoreError: the disk refused.
    """
    text = _csv(rows).encode()
    sha256 = hashlib.sha256(text).hexdigest()
    if expected not in ("", sha256):
        raise DataError(
            f"The table must have the SHA-256 {expected}, as published; got {sha256}: it is "
            "damaged, or was changed. Nothing was kept. Try again, or import a file you trust."
        )
    facts = TableFacts(
        space=rows.space,
        columns=tuple(_described(rows, column) for column in rows.columns),
        rows=len(rows.figures),
        source=source,
        sha256=sha256,
    )
    described = about.model_copy(update={"table": facts})
    keep(described, home, lambda folder: _write(folder / FILE, gzip.compress(text)))
    return described


def _csv(rows: Rows) -> str:
    columns = rows.columns
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    heading = [choice.name for choice in rows.space.choices]
    writer.writerow([*heading, *(column_name(*column) for column in columns)])
    # Sorted, so that the same answers are the same text, whatever order they came in.
    for cells, figures in sorted(rows.figures.items(), key=lambda row: row[0]):
        writer.writerow([*cells, *(_figure(figures.get(column)) for column in columns)])
    return text.getvalue()


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if value.is_integer() else repr(value)


def _described(rows: Rows, column: Column) -> TableColumn:
    metric, epochs = column
    values = [row[column] for row in rows.figures.values() if column in row]
    return TableColumn(
        metric=metric, epochs=epochs, low=min(values), high=max(values), filled=len(values)
    )


def _write(path: Path, packed: bytes) -> None:
    path.write_bytes(packed)
