"""Makes a table of a run that was trained here, so that it can be replayed in seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from core.datasets.catalogue import DatasetInfo
from core.datasets.table_facts import SCORES, Column
from core.datasets.uploads.importing import check_name
from core.errors import StateError
from core.specs import Run, Trial
from core.tables.answers import cells_of
from core.tables.importing import uploaded_info
from core.tables.layouts import check_table_space
from core.tables.storing import Rows, store_table

CURVES = ("val_accuracy", "val_loss")
ANSWERED = ("complete", "stopped_early")
# A trial's learning curves by metric, from its number; empty if it left none.
CurvesOf = Callable[[int], Mapping[str, Sequence[float]]]


def export_run(
    run: Run,
    trials: Sequence[Trial],
    images: DatasetInfo,
    *,
    name: str,
    home: Path,
    curves_of: CurvesOf,
) -> DatasetInfo:
    """Keep the answers of ``run`` as table ``name``; returns the table's description.

    The same spec with this table in place of its data set repeats the run: a strategy depends on
    its seed and on what it is told alone. A candidate that failed or broke a limit has its costs in
    the table and no scores, so that it does so again; the epochs until then are not known any more.
    What only a proxy looked at is not in the table.

    Args:
        curves_of: with a trial's learning curves, every epoch is an answer.

    Raises:
        DataError: the name cannot be used, or the space is none that a table can hold.
        StateError: no candidate of the run was trained, or its answers came from a table.
        StoreError: the disk refused, or a trial's curves are damaged.
    """
    check_name(name, home)
    check_table_space(run.spec.space, home)
    if images.table is not None:
        raise StateError(f"{run.name!r} answers from the table {images.name!r} already. Use that.")
    rows = Rows(run.spec.space)
    answered = _fill(rows, trials, curves_of)
    if not answered:
        raise StateError(f"No candidate of {run.name!r} has an accuracy: nothing to export.")
    networks = "network" if answered == 1 else "networks"
    summary = f"{answered:,} {networks} that the run {run.name!r} trained here."
    return store_table(rows, uploaded_info(name, images, summary), f"run {run.id}", home)


def _fill(rows: Rows, trials: Sequence[Trial], curves_of: CurvesOf) -> int:
    """Put what the trials know into ``rows``; returns how many networks have an answer."""
    names = [choice.name for choice in rows.space.choices]
    answered = set()
    for trial in trials:
        cells = cells_of(names, trial.choices)
        if trial.status in ANSWERED and "val_accuracy" in trial.metrics and trial.epochs:
            answered.add(cells)
            found = dict(_figures(trial, curves_of(trial.number)))
        elif trial.status in ("failed", "infeasible"):
            found = {(m, 0): value for m, value in trial.metrics.items() if m not in SCORES}
        else:
            continue
        # Of a training that was continued, the last trial knows the most.
        rows.figures[cells] = {**rows.figures.get(cells, {}), **found}
    return len(answered)


def _figures(trial: Trial, curves: Mapping[str, Sequence[float]]) -> Iterator[tuple[Column, float]]:
    for metric in CURVES if curves else ():
        for epoch, value in zip(curves["epoch"], curves[metric], strict=True):
            yield (metric, int(epoch)), value
    for metric, value in trial.metrics.items():
        yield (metric, trial.epochs if metric in SCORES else 0), value
