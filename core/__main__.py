"""The command line: ``python -m core``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from core import api
from core.bundles import bundle_name
from core.cli import parents, tables
from core.cli import rows as listings
from core.cli.arguments import FormatOption, OwnerOption, RunArgument, found
from core.cli.disk import disk
from core.cli.follow import follow
from core.cli.listing import ListingFormat, show
from core.cli.reports import tell
from core.datasets.uploads.fitting import Fit
from core.errors import CoreError, DataError, NotFoundError
from core.scores import pictures_text
from core.specs import RunSpec

_GOALS = [goal.name for goal in api.GOALS]

app = typer.Typer(
    help="Paretoscope: search neural networks and weigh accuracy against size.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.add_typer(tables.app, name="tables")
app.add_typer(parents.app, name="parents")
app.command()(disk)


@app.command()
def run(
    spec: Annotated[
        str, typer.Argument(metavar="SPEC", help="A YAML file, or a built-in one such as 'quick'.")
    ],
    detach: Annotated[bool, typer.Option(help="Queue it and return at once.")] = False,
    owner: OwnerOption = api.GUEST,
    form: FormatOption = ListingFormat.table,
) -> None:
    """Launch a run, follow it, print its front."""
    _launch(_spec(spec, owner), detach, owner, form)


@app.command()
def prune(
    parent: Annotated[
        str, typer.Argument(metavar="PARENT", help="The name of a parent, see 'parents list'.")
    ],
    goal: Annotated[str, typer.Option(help=f"What is wanted: {', '.join(_GOALS)}.")] = _GOALS[0],
    trials: Annotated[int | None, typer.Option(help="How many prunings to train.", min=1)] = None,
    epochs: Annotated[
        int | None, typer.Option(help="Epochs of fine-tuning for each.", min=0)
    ] = None,
    strategy: Annotated[str, typer.Option(help="What says which to try next.")] = "",
    detach: Annotated[bool, typer.Option(help="Queue it and return at once.")] = False,
    owner: OwnerOption = api.GUEST,
    form: FormatOption = ListingFormat.table,
) -> None:
    """Launch the recommended ways to prune a parent, follow the run, print its front."""
    spec = api.pruning_start(parent, goal=goal)
    if trials is not None:
        spec["budget"] = {"trials": trials}
    if epochs is not None:
        spec["estimator"] |= {"params": {"epochs": epochs}}
    if strategy:
        spec["strategy"] = strategy
    _launch(api.check(spec, owner), detach, owner, form)


@app.command()
def runs(form: FormatOption = ListingFormat.table) -> None:
    """List all runs, newest first; those of another version come last."""
    rows = [listings.run_row(one, api.leader(one)) for one in api.runs()]
    rows += [listings.unreadable_row(one) for one in api.unreadable_runs()]
    empty = "No runs yet. Start one: python -m core run quick"
    show(rows, form, headings=listings.RUNS, empty=empty)


@app.command()
def front(run_id: RunArgument, form: FormatOption = ListingFormat.table) -> None:
    """Print the candidates of a run that no other beats."""
    _show_front(found(run_id), form)


@app.command()
def download(
    run_id: RunArgument,
    trial: Annotated[int, typer.Argument(help="The number of one of its front's networks.")],
    to: Annotated[
        Path | None, typer.Option(help="The file to write; by default beside you.")
    ] = None,
) -> None:
    """Write a trained network as a zip, with a script that runs it and what is known of it."""
    run = found(run_id)
    target = to or Path(f"{bundle_name(api.run(run), trial)}.zip")
    content = api.bundle(run, trial)
    target.write_bytes(content)
    typer.echo(str(target))


@app.command()
def pause(run_id: RunArgument) -> None:
    """Let a run rest; 'resume' goes on where it was."""
    _act(api.pause, run_id)


@app.command()
def resume(run_id: RunArgument) -> None:
    """Queue a paused run again."""
    _act(api.resume, run_id)


@app.command()
def stop(run_id: RunArgument) -> None:
    """End a run; what it found stays."""
    _act(api.stop, run_id)


@app.command()
def devices(form: FormatOption = ListingFormat.table) -> None:
    """List the devices that runs get, and what is on them."""
    rows = [listings.device_row(one) for one in api.devices()]
    show(rows, form, headings=listings.DEVICES, empty="No devices.")


@app.command()
def datasets(
    add: Annotated[
        Path | None, typer.Option(help="Take in an .npz or .zip of your own.", exists=True)
    ] = None,
    name: Annotated[str, typer.Option(help="The name of the data set to add.")] = "",
    boxes: Annotated[
        bool,
        typer.Option(
            "--boxes",
            help="What is added are pictures with boxes: a folder or a .zip in the format of COCO, "
            "YOLO or Pascal VOC.",
        ),
    ] = False,
    side: Annotated[
        int | None,
        typer.Option(
            help="Pixels a side that pictures are brought to. Of images in a .zip 4 to 512; by "
            "default they must be of one size. With --boxes 32, 64 … 512; by default their usual "
            "size, at most 128."
        ),
    ] = None,
    fit: Annotated[
        Fit,
        typer.Option(
            help="With --side, of images in a .zip: crop keeps their middle, letterbox all of "
            "them, on grey.",
        ),
    ] = "crop",
    remove: Annotated[str, typer.Option(help="Delete one that you added, by name.")] = "",
    form: FormatOption = ListingFormat.table,
) -> None:
    """List the data sets, after adding or removing one if asked; unreadable ones come last."""
    if remove:
        api.remove_dataset(remove)
    if add is not None:
        _add(add, name or add.stem.lower(), boxes, side, fit)
    rows = [listings.dataset_row(one) for one in api.datasets()]
    rows += [listings.unreadable_dataset_row(one) for one in api.unreadable_datasets()]
    show(rows, form, headings=listings.DATASETS, empty="No data sets.")


@app.command()
def supervisor() -> None:
    """Be the process that gives runs their turn (the dashboard starts one by itself)."""
    from core.jobs.supervisor import main as supervise

    supervise()


def _add(path: Path, name: str, boxes: bool, side: int | None, fit: Fit) -> None:
    if boxes:
        report = api.add_scenes(path, path.resolve().name, name, side)
    elif path.is_dir():
        raise DataError(
            f"A folder is for pictures with boxes; got {str(path)!r}. Add --boxes, or pack images "
            "as a .zip of one folder a class."
        )
    else:
        report = api.add_dataset(path, path.name, name, side=side, fit=fit)
    tell(report)


def _launch(spec: RunSpec, detach: bool, owner: str, form: ListingFormat) -> None:
    for hint in api.advice(spec):
        typer.echo(f"Note: {hint.message}", err=True)
    run_id = api.launch(spec, owner)
    if detach:
        typer.echo(run_id)
        return
    typer.echo(f"run {run_id}", err=True)
    try:
        ended = follow(run_id)
    except KeyboardInterrupt:
        typer.echo(f"The run goes on. To end it: python -m core stop {run_id}", err=True)
        raise typer.Exit(130) from None
    if ended.reason:
        typer.echo(ended.reason, err=True)
    _show_front(run_id, form)
    if ended.status == "failed":
        raise typer.Exit(1)


def _spec(name: str, owner: str) -> RunSpec:
    built_in = api.presets()
    if name in built_in:
        return built_in[name]
    path = Path(name)
    try:
        return api.spec_from_yaml(api.text_of(path.read_bytes()), owner)
    except (FileNotFoundError, IsADirectoryError) as error:
        known = ", ".join(built_in)
        raise NotFoundError(
            f"SPEC must be a YAML file or one of: {known}; there is no file {name!r}."
        ) from error


def _show_front(run_id: str, form: ListingFormat) -> None:
    of, samples = api.run(run_id), api.samples(run_id)
    rows = [
        listings.trial_row(trial, samples, api.description(of, trial))
        for trial in api.front(run_id)
    ]
    headings = listings.trial_headings(rows)
    show(rows, form, headings=headings, empty="No candidate is complete yet.")
    if rows and samples and form is ListingFormat.table:
        sizes = " and ".join(pictures_text(part, size) for part, size in samples.items())
        typer.echo(f"Scores of {sizes}.", err=True)


def _act(action: Callable[[str], None], text: str) -> None:
    run_id = found(text)
    action(run_id)
    now = api.run(run_id)
    asked = f", asked to {now.request}" if now.request else ""
    typer.echo(f"{run_id} {now.status}{asked}")


def main() -> None:
    """Run the command line; an error that a person can fix is one line, not a traceback."""
    try:
        app()
    except CoreError as error:
        typer.echo(f"Error: {error}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        # The reader of a pipe (head) has left; there is nobody to tell.
        sys.exit(0)


if __name__ == "__main__":
    main()
