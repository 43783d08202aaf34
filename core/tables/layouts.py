"""The layout of a file's columns: how a row becomes an architecture and its figures."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.candidates.catalogue import kind_of
from core.datasets.table_facts import Column
from core.errors import DataError, EvaluationError
from core.metrics import METRICS
from core.presets import preset_spaces
from core.spaces import key, restrict
from core.specs import Choice, Choices, Space, Value
from core.tables.answers import cell, cells_of
from core.tables.cells import number, value_of
from core.tables.formats import TableFormat
from core.tables.reading import Sheet
from core.tables.storing import Rows

HEADING = re.compile(r"([a-z_]+)(?:@([1-9][0-9]{0,5}))?")
PERCENT = 100.0
DIGITS = 10


@dataclass(frozen=True)
class Layout:
    """The layout of rows: how one becomes an architecture and figures.

    ``figures`` names the columns of the file whose mean is a column of ours, ``percent`` says
    whether its accuracies are percentages, ``whole`` whether every figure must be there.
    """

    space: Space
    architecture: Callable[[Mapping[str, str]], Choices]
    figures: Mapping[Column, tuple[str, ...]]
    percent: bool = False
    whole: bool = False


def read_rows(sheet: Sheet, layout: Layout) -> Rows:
    """Return the rows of ``sheet``, after checking each.

    Raises:
        DataError: an architecture outside the space or twice, or a figure that is none.
    """
    rows = Rows(layout.space)
    names = [choice.name for choice in layout.space.choices]
    seen: dict[str, int] = {}
    for line, row in sheet.rows:
        try:
            choices = restrict(layout.space, layout.architecture(row))
            figures = dict(_figures(row, layout))
        except EvaluationError as error:
            raise DataError(f"Row {line}: {error} Nothing was imported.") from error
        first = seen.setdefault(key(layout.space, choices), line)
        if first != line:
            raise DataError(
                f"Row {line} has the architecture of row {first} again. Keep one of the two; "
                "nothing was imported."
            )
        rows.figures[cells_of(names, choices)] = figures
    if not rows.figures:
        raise DataError("The table has no rows below its heading; nothing was imported.")
    if not any(metric == "val_accuracy" for metric, _ in rows.columns):
        raise DataError(
            "The table must hold a validation accuracy in some row; its columns of them are empty. "
            "Nothing was imported."
        )
    return rows


def published_layout(form: TableFormat) -> Layout:
    """Return the layout of the rows of a published table."""
    return Layout(
        space=preset_spaces()[form.space],
        architecture=lambda row: form.read(row[form.architecture]),
        figures=form.figures,
        percent=True,
        whole=True,
    )


def uploaded_layout(sheet: Sheet, space: Space, home: Path | None = None) -> Layout:
    """Return the layout of a person's table: its columns are choices and figures.

    Raises:
        DataError: a choice has no column, or there is no accuracy.
    """
    check_table_space(space, home)
    missing = [choice.name for choice in space.choices if choice.name not in sheet.heading]
    if missing:
        raise DataError(
            f"The table must have a column for each choice of the space {space.name!r}; missing: "
            f"{', '.join(missing)}. Nothing was imported."
        )
    figures = {column: (name,) for name in sheet.heading if (column := _column(name))}
    if not any(metric == "val_accuracy" for metric, _ in figures):
        raise DataError(
            "The table must have a column such as val_accuracy@8: the validation accuracy after "
            f"8 epochs, from 0 to 1; it has {', '.join(sheet.heading)}. Nothing was imported."
        )
    values = {c.name: {cell(value): value for value in c.values} for c in space.choices}

    def architecture(row: Mapping[str, str]) -> Choices:
        return dict(_chosen(row, values))

    return Layout(space, architecture, figures)


def check_table_space(space: Space, home: Path | None) -> None:
    """Refuse a space whose answers a file of text could not hold.

    Raises:
        DataError: its networks are no classifiers, two values of a choice look alike, or one is
            empty.
    """
    if kind_of(space, home).task == "detection":
        raise DataError(
            f"The networks of a table must be classifiers, as its answers are accuracies; those of "
            f"{space.name!r} find objects. Choose the space of a classifier."
        )
    for choice in space.choices:
        if _ambiguous(choice):
            raise DataError(
                f"The values of {choice.name} must differ as text, and none may be empty; got "
                f"{list(choice.values)}. Such a space cannot be kept as a table."
            )


def _ambiguous(choice: Choice) -> bool:
    texts = {cell(value) for value in choice.values}
    return len(texts) < len(choice.values) or any(not text.strip() for text in texts)


def _chosen(
    row: Mapping[str, str], values: Mapping[str, Mapping[str, Value]]
) -> Iterator[tuple[str, Value]]:
    for name, known in values.items():
        # What is no value of the choice stays as it is, for the space to refuse.
        value = value_of(row[name], known)
        if value is not None:
            yield name, value


def _column(name: str) -> Column | None:
    match = HEADING.fullmatch(name)
    if match is None or match[1] not in METRICS:
        return None
    trained = METRICS[match[1]].unit in ("share", "nats")
    return (match[1], int(match[2] or 0)) if trained == bool(match[2]) else None


def _figures(row: Mapping[str, str], layout: Layout) -> Iterator[tuple[Column, float]]:
    for column, names in layout.figures.items():
        texts = [row[name] for name in names]
        if layout.whole or any(texts):
            values = [
                number(text, name, column[0]) for text, name in zip(texts, names, strict=True)
            ]
            yield column, _checked(column, math.fsum(values) / len(values), layout, names[0])


def _checked(column: Column, value: float, layout: Layout, name: str) -> float:
    share = METRICS[column[0]].unit == "share"
    if share and layout.percent:
        # A percentage has few digits; its share needs no more than two others.
        value = round(value / PERCENT, DIGITS)
    if value < 0 or (share and value > 1):
        expected = "a share from 0 to 1" if share else "0 or more"
        hint = " Divide percentages by 100." if share and not layout.percent else ""
        raise EvaluationError(f"{name} must be {expected}; got {value:g}.{hint}")
    return value
