"""Following a run in the terminal until it ends."""

from __future__ import annotations

import time

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from core import api
from core.metrics import METRICS, Metric
from core.specs import Run

POLL_SECONDS = 0.3
IDLE = ("paused",)


def follow(run_id: str) -> Run:
    """Show a progress bar until the run ends or is paused; returns the run as it is then."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.fields[status]:>8}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[note]}", markup=False),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        first = api.run(run_id)
        task = progress.add_task("", total=first.spec.budget.trials, status="", note="")
        while True:
            run = api.run(run_id)
            _update(progress, task, run)
            if run.has_ended or run.status in IDLE:
                return run
            api.keep_alive()
            time.sleep(POLL_SECONDS)


def _update(progress: Progress, task: TaskID, run: Run) -> None:
    notes = [_best(METRICS[name], value) for name, value in run.best.items()]
    if run.progress and run.progress.epochs:
        notes.append(f"epoch {run.progress.epoch}/{run.progress.epochs}")
    progress.update(task, completed=run.counts.trained, status=run.status, note=", ".join(notes))


def _best(metric: Metric, value: float) -> str:
    """Return the best value of one goal; several goals' are rarely of one network."""
    most = "highest" if metric.direction == "maximize" else "lowest"
    return f"{most} {metric.label} {value:{',.0f' if value >= 100 else '.4g'}}"
