"""Commands on trained networks that can be pruned: ``python -m core parents``."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from core import api
from core.cli import rows as listings
from core.cli.arguments import FormatOption, found
from core.cli.listing import ListingFormat, show
from core.errors import DataError, StateError
from core.parents.readings import Reading

app = typer.Typer(help="Trained networks that pruning starts from.", no_args_is_help=True)

EMPTY = "No parents yet. Take one in: python -m core parents add --run last"
POLL_SECONDS = 0.3


@app.command("list")
def listed(form: FormatOption = ListingFormat.table) -> None:
    """List the parents, and those that are being read or were refused."""
    rows = [listings.parent_row(one) for one in api.parents()]
    rows += [listings.waiting_row(one) for one in api.waiting_parents()]
    show(rows, form, headings=listings.PARENTS, empty=EMPTY)


@app.command()
def add(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="A .keras file of your own.", exists=True),
    ] = None,
    name: Annotated[str, typer.Option(help="What to call the network.")] = "",
    data: Annotated[str, typer.Option(help="The data set that it tells apart.")] = "",
    run: Annotated[
        str, typer.Option(metavar="RUN", help="Instead of FILE: the run of a trained network.")
    ] = "",
    trial: Annotated[
        int | None,
        typer.Option(help="Which of its networks; by default the best of its front.", min=0),
    ] = None,
    pixels: Annotated[
        str,
        typer.Option(
            metavar="RANGE",
            help="How FILE takes pictures, if you know: 0-1, 0-255, -1-1 …, with ,bgr for blue "
            "first. By default it is found out.",
        ),
    ] = "",
    owner: Annotated[str, typer.Option(help="Whose it is.")] = api.GUEST,
    detach: Annotated[bool, typer.Option(help="Return while it is still being read.")] = False,
) -> None:
    """Make a trained network a parent: one of a run's, or one of your own."""
    if file is None and run and not data and not pixels:
        added = api.import_trial(found(run), trial, name)
    elif file is not None and name and data and not run and trial is None:
        added = api.import_file(file, file.name, name, data, pixels=pixels, owner=owner)
    else:
        raise DataError(
            "Give either FILE with --name and --data, or --run, with --trial if you like; --pixels "
            "is of FILE alone. For "
            "instance: python -m core parents add --run last"
        )
    if not detach:
        _read(added)
    typer.echo(added)


@app.command()
def confirm(
    name: Annotated[str, typer.Argument(metavar="PARENT", help="Its name.")],
    pixels: Annotated[
        str,
        typer.Option(
            metavar="RANGE", help="It takes pictures in another way: it is read once more."
        ),
    ] = "",
) -> None:
    """Confirm how a parent reads its pictures, or correct it."""
    if pixels:
        api.read_again(name, pixels)
        _read(name)
    else:
        api.confirm_reading(name)
    typer.echo(f"{name} takes {_reading(name)}")


@app.command()
def remove(name: Annotated[str, typer.Argument(metavar="PARENT", help="Its name.")]) -> None:
    """Forget a parent, or one that was refused."""
    api.remove_parent(name)
    typer.echo(f"{name} removed")


def _read(name: str) -> None:
    """Wait until the parent was read, and tell how it takes its pictures."""
    typer.echo(f"reading {name} …", err=True)
    _wait(name)
    found = api.parent(name).reading
    if found is None:
        return
    for line in found.report:
        typer.echo(line, err=True)
    if found.asks:
        typer.echo(
            f"Is that right? python -m core parents confirm {name}, or with --pixels RANGE",
            err=True,
        )


def _reading(name: str) -> str:
    found = api.parent(name).reading
    return (found.reading if found else Reading()).words


def _wait(name: str) -> None:
    """Wait until the parent was read.

    Raises:
        StateError: it was refused, and why.
        NotFoundError: somebody removed it meanwhile.
    """
    while waiting := [one for one in api.waiting_parents() if one.request.name == name]:
        if waiting[0].status == "refused":
            raise StateError(waiting[0].reason)
        time.sleep(POLL_SECONDS)
    api.parent(name)
