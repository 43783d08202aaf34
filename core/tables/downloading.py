"""Downloads a published table, and checks it by its SHA-256."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from core.datasets.builtin.fetching import FetchError, fetch
from core.datasets.uploads.importing import ImportReport, check_name
from core.errors import DataError, StoreError
from core.tables.formats import FORMATS, TableFormat
from core.tables.importing import import_table


def download_table(name: str, home: Path) -> ImportReport:
    """Fetch the published table ``name`` and keep it under ``home``.

    What counts are the figures: the text that they are kept as must have the SHA-256 that is known
    of it, whatever the file around them.

    Raises:
        DataError: there is no such table, it cannot be fetched, or is damaged or changed.
        StoreError: the disk refused.
    """
    form = _with_address(name)
    check_name(name, home)
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home, prefix=f".download-{os.getpid()}-") as folder:
            path = Path(folder) / form.address.rsplit("/", 1)[-1]
            # What counts is the SHA-256 of the figures, which are read below.
            fetch(form.address, path)
            return import_table(path, name=name, home=home, expected=form.sha256)
    except FetchError as error:
        raise _unavailable(form, str(error)) from error
    except OSError as error:
        raise StoreError(
            f"The table could not be written to {home}: {error}. Free some space, then try again."
        ) from error


def _with_address(name: str) -> TableFormat:
    form = FORMATS.get(name)
    if form is None or not form.address:
        known = ", ".join(form.about.name for form in FORMATS.values() if form.address)
        raise DataError(
            f"Only these tables can be downloaded: {known}; got {name!r}. Take it in from a file: "
            f"python -m core tables import FILE --name {name}."
        )
    return form


def _unavailable(form: TableFormat, reason: str) -> DataError:
    return DataError(
        f"{form.about.title} could not be fetched from {form.address} ({reason}). Connect to the "
        "internet and try again, or save that file on another machine and take it in here: "
        f"python -m core tables import FILE --name {form.about.name}."
    )
