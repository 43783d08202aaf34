"""Arguments and options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from core import api
from core.cli.listing import ListingFormat
from core.errors import NotFoundError

FormatOption = Annotated[ListingFormat, typer.Option("--format", help="How to write the listing.")]
RunArgument = Annotated[
    str, typer.Argument(metavar="RUN", help="The run's id, the start of it, its name, or 'last'.")
]
OwnerOption = Annotated[str, typer.Option(help="Whose run this is.")]


def found(text: str) -> str:
    """Return the id of the run that ``text`` means, or ``text`` itself if it means none.

    Raises:
        NotFoundError: it means several.
    """
    runs = api.runs()
    if text == "last" and runs:
        return runs[0].id
    begun = [one.id for one in runs if one.id.startswith(text)]
    named = [one.id for one in runs if one.name == text]
    if len(begun) > 1:
        raise NotFoundError(f"{text!r} is the start of {len(begun)} runs; give more of the id.")
    if len(named) > 1 and not begun:
        raise NotFoundError(f"{text!r} is the name of {len(named)} runs; give the id of one.")
    return next(iter(begun or named), text)
