"""Reports in the terminal of data that were added."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from core.datasets import ImportReport


def tell(report: ImportReport) -> None:
    """Write to standard error what was left out, and what was read otherwise than written."""
    for left_out in report.left_out:
        typer.echo(f"left out: {left_out}", err=True)
    for note in report.notes:
        typer.echo(f"note: {note}", err=True)
