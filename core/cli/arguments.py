"""Arguments and options that several commands share, and what they stand for."""

from __future__ import annotations

from typing import Annotated

import typer

from core import api
from core.cli.listing import Format
from core.errors import NotFoundError

FormatOption = Annotated[Format, typer.Option("--format", help="How to write the listing.")]
RunArgument = Annotated[
    str, typer.Argument(metavar="RUN", help="The run's id, the start of it, or 'last'.")
]
OwnerOption = Annotated[str, typer.Option(help="Whose run this is.")]


def found(text: str) -> str:
    """The id of the run that ``text`` means, or ``text`` itself if it means none.

    Raises:
        NotFoundError: it means several.
    """
    ids = [one.id for one in api.runs()]
    if text == "last" and ids:
        return ids[0]
    matches = [run_id for run_id in ids if run_id.startswith(text)]
    if len(matches) > 1:
        raise NotFoundError(f"{text!r} is the start of {len(matches)} runs; give more of the id.")
    return matches[0] if matches else text
