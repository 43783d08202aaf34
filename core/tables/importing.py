"""Imports a table from a file, or refuses it, naming the row, and writes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from core.datasets.catalogue import DatasetInfo
from core.datasets.uploads.importing import ImportReport, check_name, short_name
from core.errors import DataError
from core.specs import Space
from core.tables.cells import has_decimal_comma
from core.tables.formats import FORMATS, TableFormat
from core.tables.layouts import Layout, published_layout, read_rows, uploaded_layout
from core.tables.reading import Sheet, read_sheet
from core.tables.storing import store_table


def import_table(
    source: Path | BinaryIO,
    *,
    name: str,
    home: Path,
    filename: str = "",
    space: Space | None = None,
    images: DatasetInfo | None = None,
    expected: str = "",
) -> ImportReport:
    """Keep a CSV file (plain or gzip) as table ``name`` under ``home``.

    A published table is known by its columns; where it holds several, ``name`` says which. Any
    other file needs ``space``; it has a column for each choice of the space, empty where the choice
    does not exist, and figures such as ``val_accuracy@8`` (after 8 epochs) or ``parameters``.

    Args:
        source: a path, or an open file that can be sought; then ``filename`` is what it is called.
        images: the data set that the answers are about, for a file of one's own.
        expected: the SHA-256 that the published table must have, where it is known.

    Raises:
        DataError: what is wrong, with the row's number.
        StoreError: the disk refused.
    """
    check_name(name, home)
    filename = source.name if isinstance(source, Path) else short_name(filename)
    sheet = read_sheet(source, filename)
    published = None if space is not None else _published(sheet, name)
    if published is not None:
        rows = read_rows(sheet, published_layout(published))
        about = _about_published(published, name, len(rows.figures))
        kept = store_table(rows, about, published.source, home, expected=expected)
        return ImportReport(
            info=kept, left_out=_unnamed(sheet), notes=_notes(sheet, published_layout(published))
        )
    if space is None or images is None:
        raise _unknown(sheet)
    layout = uploaded_layout(sheet, space, home)
    rows = read_rows(sheet, layout)
    about = uploaded_info(name, images, f"{len(rows.figures):,} answers, imported as {filename}.")
    left_out = _left_out(sheet, layout)
    return ImportReport(
        info=store_table(rows, about, filename, home),
        left_out=left_out,
        notes=_notes(sheet, layout),
    )


def uploaded_info(name: str, images: DatasetInfo, summary: str) -> DatasetInfo:
    """Return the description of a person's table about the images of a data set."""
    return images.model_copy(
        update={
            "name": name,
            "title": f"{name}: answers on {images.title}"[:120],
            "origin": "uploaded",
            "summary": summary,
        }
    )


def _published(sheet: Sheet, name: str) -> TableFormat | None:
    fitting = [form for form in FORMATS.values() if set(form.needed) <= set(sheet.heading)]
    named = [form for form in fitting if form.about.name == name]
    return next(iter(named or fitting), None)


def _unknown(sheet: Sheet) -> DataError:
    marked = {form.architecture: form for form in reversed(FORMATS.values())}
    for column, form in marked.items():
        if column in sheet.heading:
            missing = [needed for needed in form.needed if needed not in sheet.heading]
            return DataError(
                f"A table of {form.about.title} must have the columns {', '.join(form.needed)}; "
                f"missing: {', '.join(missing)}. Nothing was imported."
            )
    return DataError(
        "The file is not one of the published tables. To import one of your own, name the search "
        "space whose choices are its columns, and the data set that the answers are about."
    )


def _about_published(form: TableFormat, name: str, rows: int) -> DatasetInfo:
    summary = form.about.summary.format(rows=rows)
    return form.about.model_copy(update={"name": name, "summary": summary})


def _left_out(sheet: Sheet, layout: Layout) -> tuple[str, ...]:
    used = {name for names in layout.figures.values() for name in names}
    used |= {choice.name for choice in layout.space.choices}
    unused = [name for name in sheet.heading if name not in used]
    listed = tuple(f"column {name}: neither a choice nor a figure" for name in unused)
    return (*listed, *_unnamed(sheet))


def _unnamed(sheet: Sheet) -> tuple[str, ...]:
    return (f"columns without a name: {sheet.unnamed}",) if sheet.unnamed else ()


def _notes(sheet: Sheet, layout: Layout) -> tuple[str, ...]:
    """Return notes on how the file was written, where that is unusual."""
    notes = []
    if sheet.separator != ",":
        notes.append(f"cells are parted by {_SEPARATORS[sheet.separator]}")
    figures = [name for names in layout.figures.values() for name in names]
    comma = next(
        (row[name] for _, row in sheet.rows for name in figures if has_decimal_comma(row[name])), ""
    )
    if comma:
        notes.append(f"numbers have a decimal comma: {comma} was read as {comma.replace(',', '.')}")
    return tuple(notes)


_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
