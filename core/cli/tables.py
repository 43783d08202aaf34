"""Commands on tables of finished answers: ``python -m core tables``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from core import api
from core.cli import rows as listings
from core.cli.arguments import FormatOption, OwnerOption, RunArgument, found
from core.cli.listing import ListingFormat, show
from core.cli.reports import tell

app = typer.Typer(help="Tables of finished answers: a search without training, in seconds.")

EMPTY = "No tables yet. Take one in: python -m core tables import FILE --name nasbench201"
NameOption = Annotated[str, typer.Option(help="What to call the table.")]


@app.callback(invoke_without_command=True)
def tables(context: typer.Context, form: FormatOption = ListingFormat.table) -> None:
    """List the tables; with a command, change or use them."""
    if context.invoked_subcommand is None:
        rows = [listings.table_row(one, one.table) for one in api.datasets() if one.table]
        show(rows, form, headings=listings.TABLES, empty=EMPTY)


@app.command("import")
def take_in(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv or .csv.gz.", exists=True)],
    name: NameOption,
    space: Annotated[
        str, typer.Option(help="For a table of your own: the search space that its columns name.")
    ] = "",
    images: Annotated[
        str, typer.Option(help="For a table of your own: the data set its answers are about.")
    ] = "",
    owner: OwnerOption = api.GUEST,
) -> None:
    """Take in a published table, or one of your own."""
    searched = api.space(space, owner) if space else None
    report = api.add_table(file, name, searched, images)
    tell(report)
    typer.echo(f"{name}: {report.info.summary}")


@app.command()
def download(
    name: Annotated[str, typer.Argument(help="A published table, such as nasbench_macro.")],
) -> None:
    """Fetch a published table from its authors."""
    typer.echo(f"{name}: {api.download_table(name).info.summary}")


@app.command()
def export(run_id: RunArgument, name: NameOption) -> None:
    """Make a table of a run that has ended."""
    typer.echo(f"{name}: {api.export_table(found(run_id), name).summary}")


@app.command()
def replay(
    run_id: RunArgument,
    name: NameOption,
    pace: Annotated[float, typer.Option(help="Trials a second; 0: as fast as possible.")] = 0.0,
    owner: OwnerOption = api.GUEST,
) -> None:
    """Queue a run again, answered from the table that was made of it."""
    typer.echo(api.launch(api.replay_spec(found(run_id), name, pace), owner))


@app.command()
def remove(name: Annotated[str, typer.Argument(help="The table's name.")]) -> None:
    """Delete a table that no waiting or running run needs."""
    api.remove_dataset(name)
    typer.echo(f"{name} removed")
