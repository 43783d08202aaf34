"""``python -m core disk``: what the home folder holds, and clearing what no run needs."""

from __future__ import annotations

from typing import Annotated

import typer

from core import api
from core.cli.arguments import FormatOption
from core.cli.listing import ListingFormat, show

_HEADINGS = {"kind": "kind", "count": "number", "megabytes": "MB"}


def disk(
    clear: Annotated[
        bool, typer.Option("--clear", help="Offer to delete what nothing refers to or no run uses.")
    ] = False,
    form: FormatOption = ListingFormat.table,
) -> None:
    """List what is kept on the disk, and what of it no run needs."""
    kept = api.disk_usage()
    rows = [
        {"kind": part.title, "count": part.count, "megabytes": round(part.bytes / 1e6, 1)}
        for part in kept.parts
    ]
    show(rows, form, headings=_HEADINGS, empty="")
    typer.echo(f"{kept.home}: {kept.free_bytes / 1e9:.1f} GB are free.", err=True)
    for each in kept.leftovers:
        typer.echo(f"Left over: {each.path}, {each.kind}, {each.bytes / 1e6:.1f} MB", err=True)
    for dataset in kept.unused:
        typer.echo(f"No run uses {dataset.name}, {dataset.bytes / 1e6:.1f} MB", err=True)
    if clear:
        _clear(kept)


def _clear(kept: api.Usage) -> None:
    """Ask of what is left over, then of each data set that no run uses."""
    if kept.leftovers and typer.confirm("Delete all that is left over?", err=True):
        typer.echo(f"{api.clear_leftovers() / 1e6:.1f} MB cleared.", err=True)
    for dataset in kept.unused:
        if typer.confirm(f"Delete the data set {dataset.name}?", err=True):
            api.remove_dataset(dataset.name)
