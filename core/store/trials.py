"""Trials: recorded once by the worker that holds the run, read by everyone."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Select,
    Text,
    case,
    cast,
    func,
    insert,
    select,
    type_coerce,
    update,
)

from core.errors import NotFoundError
from core.specs import Box, Objective, Progress, Trial
from core.store.columns import STREAMED, Streamed, in_columns
from core.store.database import Database
from core.store.reading import readable, trial_of, whole_trial_of
from core.store.runs import hold
from core.store.tables import runs, trials

# Of the best trials of a run, before none of it is shown as the best.
MOST_UNREADABLE = 20
_IS_JSON = func.json_valid(cast(trials.c.metrics, Text)) == 1
_WHOLE = tuple(trials.c[name] for name in Trial.model_fields)


class Trials:
    """The table of trials. A trial carries the run's revision at which it last changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def tell(
        self,
        run_id: str,
        token: str,
        trial: Trial,
        *,
        best: Mapping[str, float],
        box: Box | None = None,
        upcoming: Progress | None = None,
    ) -> Trial:
        """Store a finished trial together with the run's counters, in one transaction.

        Args:
            best: the best value of each objective so far, shown in listings.
            box: what the hypervolume is a share of, once it is fixed.
            upcoming: the candidate whose turn it is now.

        Raises:
            ClaimLostError: the run is no longer this worker's; nothing is stored.
        """
        return self.tell_all(run_id, token, [trial], best=best, box=box, upcoming=upcoming)[0]

    def tell_all(
        self,
        run_id: str,
        token: str,
        finished: Sequence[Trial],
        *,
        best: Mapping[str, float],
        box: Box | None = None,
        upcoming: Progress | None = None,
    ) -> list[Trial]:
        """Record several trials, in the order they ended; each gets its own revision."""
        values = {
            "revision": runs.c.revision + len(finished),
            **counters(finished),
            "progress": upcoming and upcoming.model_dump(mode="json"),
            "restarts": 0,
            "best": dict(best),
            "box": box,
        }
        with self._database.write() as connection:
            last = hold(connection, run_id, token, values).revision
            first = last - len(finished) + 1
            numbered = [
                t.model_copy(update={"revision": first + i}) for i, t in enumerate(finished)
            ]
            rows = [{"run_id": run_id, **t.model_dump(mode="json")} for t in numbered]
            connection.execute(insert(trials), rows)
        return numbered

    def restore(self, connection: Connection, run_id: str, finished: Sequence[Trial]) -> None:
        """Insert trials of a run that has ended, with the revisions they had."""
        if finished:
            rows = [{"run_id": run_id, **trial.model_dump(mode="json")} for trial in finished]
            connection.execute(insert(trials), rows)

    def add_metrics(
        self, run_id: str, token: str, number: int, metrics: Mapping[str, float]
    ) -> None:
        """Add metrics (test scores) to a stored trial.

        Raises:
            ClaimLostError: the run is no longer this worker's.
        """
        mine = (trials.c.run_id == run_id) & (trials.c.number == number)
        with self._database.write() as connection:
            moved = hold(connection, run_id, token, {"revision": runs.c.revision + 1})
            old = connection.execute(select(trials.c.metrics).where(mine)).scalar_one()
            new = {"metrics": {**old, **metrics}, "revision": moved.revision}
            connection.execute(update(trials).where(mine).values(new))

    def of(self, run_id: str, *, after: int = 0) -> list[Trial]:
        """Return a run's trials by number; with ``after``, those that changed since that revision.

        One that cannot be read is logged and left out.
        """
        return list(readable(self._rows(run_id, after), partial(trial_of, run_id)))

    def all_of(self, run_id: str) -> list[Trial]:
        """Return all of a run's trials by number, for a search that goes on.

        Raises:
            UnreadableError: one of them cannot be read, or lacks a figure that it had.
        """
        return [whole_trial_of(run_id, row) for row in self._rows(run_id, 0)]

    def _rows(self, run_id: str, after: int) -> list[dict[str, Any]]:
        query = _changed(select(*_WHOLE), run_id, after)
        with self._database.read() as connection:
            # Plain dictionaries: a mapping of each row would take half as long again.
            names = tuple(Trial.model_fields)
            return [dict(zip(names, row, strict=True)) for row in connection.execute(query)]

    def streamed(self, run_id: str, *, after: int = 0) -> Streamed:
        """Return a run's trials in columns, for the event stream: ten thousand at once."""
        c = trials.c
        plain = (c[name] for name in STREAMED)
        query = _changed(
            select(*plain, cast(c.metrics, Text), cast(c.choices, Text)), run_id, after
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return in_columns(run_id, rows)

    def leader(self, run_id: str, objectives: Sequence[Objective]) -> Trial | None:
        """Return the complete trial with the best first objective; the next ones break ties.

        Figures that are not finite count as missing, as for every reader; None before any trial
        is complete that has the first.
        """
        complete = select(*_WHOLE).where(trials.c.run_id == run_id, trials.c.status == "complete")
        order = [
            each.desc().nulls_last() if o.direction == "maximize" else each.asc().nulls_last()
            for o in objectives
            for each in (_figure(o.metric),)
        ]
        first = objectives[0].metric
        best = complete.where(_figure(first).is_not(None)).order_by(*order, trials.c.number)
        with self._database.read() as connection:
            rows = connection.execute(best.limit(MOST_UNREADABLE)).mappings().all()
            # SQLite cannot look into these: a text with a NaN is no JSON to it.
            odd = connection.execute(complete.where(~_IS_JSON)).mappings().all()
        read = partial(trial_of, run_id)
        found = [*islice(readable(rows, read), 1), *readable(odd, read)]
        having = (trial for trial in found if first in trial.metrics)
        return min(having, key=partial(_rank, objectives), default=None)

    def epochs_spent(self, run_id: str) -> int:
        """Return the epochs trained in a run; of a continued trial only those added."""
        mine = trials.c.run_id == run_id
        later = select(trials.c.continues).where(mine, trials.c.continues.is_not(None))
        last = mine & trials.c.number.not_in(later)
        with self._database.read() as connection:
            total = select(func.coalesce(func.sum(trials.c.epochs), 0)).where(last)
            return int(connection.execute(total).scalar_one())

    def get(self, run_id: str, number: int) -> Trial:
        """Return one trial.

        Raises:
            NotFoundError: the run or the number does not exist.
        """
        query = select(*_WHOLE).where(trials.c.run_id == run_id, trials.c.number == number)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise NotFoundError(f"Run {run_id!r} has no trial {number}.")
        return trial_of(run_id, row._mapping)


def counters(finished: Iterable[Trial]) -> dict[str, Any]:
    """Return the new counters of a run; a trial replaces the one that it continues."""
    moved: Counter[str] = Counter()
    for trial in finished:
        moved[trial.status] += 1
        if trial.continues is not None:
            moved["stopped_early"] -= 1
    return {status: runs.c[status] + by for status, by in moved.items() if by}


def _figure(metric: str) -> ColumnElement[float | None]:
    """Return SQL for a trial's figure: NULL where it is not finite."""
    # What is no JSON cannot be looked into, and would refuse the whole question.
    figure = type_coerce(case((_IS_JSON, trials.c.metrics)), JSON)[metric].as_float()
    # In one expression: asked twice, the text would be decoded twice.
    return func.nullif(func.nullif(figure, math.inf), -math.inf)


def _rank(objectives: Sequence[Objective], trial: Trial) -> tuple[tuple[bool, float], ...]:
    """Return a sort key for a trial, best first; a missing figure comes last."""
    figures = [(trial.metrics.get(o.metric), o.direction == "maximize") for o in objectives]
    ranks = [
        (figure is None, 0.0 if figure is None else -figure if more else figure)
        for figure, more in figures
    ]
    return (*ranks, (False, float(trial.number)))


def _changed(query: Select[Any], run_id: str, after: int) -> Select[Any]:
    mine = (trials.c.run_id == run_id) & (trials.c.revision > after)
    return query.where(mine).order_by(trials.c.number)
