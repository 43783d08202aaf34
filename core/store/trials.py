"""Trials: told once by the worker that holds the run, read by everyone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from core.errors import NotFoundError
from core.specs import Box, Trial
from core.store.database import Database
from core.store.runs import hold
from core.store.tables import runs, trials


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
    ) -> Trial:
        """Store a finished trial together with the run's counters, in one transaction.

        Args:
            best: the best value of each objective so far, shown in listings.
            box: what the hypervolume is a share of, once it is fixed.

        Raises:
            ClaimLostError: the run is no longer this worker's; nothing is stored.
        """
        values = {
            "revision": runs.c.revision + 1,
            trial.status: runs.c[trial.status] + 1,
            "progress": None,
            "restarts": 0,
            "best": dict(best),
            "box": box,
        }
        with self._database.write() as connection:
            revision = hold(connection, run_id, token, values).revision
            told = trial.model_copy(update={"revision": revision})
            connection.execute(insert(trials).values(run_id=run_id, **told.model_dump(mode="json")))
        return told

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

    def import_all(self, run_id: str, finished: Iterable[Trial]) -> None:
        """Store many finished trials of a run at once, and set its counters to match."""
        rows = [{"run_id": run_id, **t.model_dump(mode="json")} for t in finished]
        with self._database.write() as connection:
            here = runs.c.id == run_id
            first = connection.execute(select(runs.c.revision).where(here)).scalar_one()
            for offset, row in enumerate(rows, start=1):
                row["revision"] = first + offset
            connection.execute(insert(trials), rows)
            status = trials.c.status
            tally = select(status, func.count()).where(trials.c.run_id == run_id).group_by(status)
            counters = {str(name): count for name, count in connection.execute(tally)}
            values = counters | {"revision": first + len(rows)}
            connection.execute(update(runs).where(here).values(values))

    def of(self, run_id: str, *, after: int = 0) -> list[Trial]:
        """A run's trials by number; with ``after``, those that changed since that revision."""
        return [_read(row) for row in self.rows(run_id, after=after)]

    def rows(self, run_id: str, *, after: int = 0) -> list[Row[Any]]:
        """As :meth:`of`, unparsed: for the event stream, which passes ten thousand on at once."""
        query = (
            select(trials)
            .where(trials.c.run_id == run_id, trials.c.revision > after)
            .order_by(trials.c.number)
        )
        with self._database.read() as connection:
            return list(connection.execute(query))

    def get(self, run_id: str, number: int) -> Trial:
        """One trial.

        Raises:
            NotFoundError: the run or the number does not exist.
        """
        query = select(trials).where(trials.c.run_id == run_id, trials.c.number == number)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise NotFoundError(f"Run {run_id!r} has no trial {number}.")
        return _read(row)


def _read(row: Row[Any]) -> Trial:
    data = dict(row._mapping)
    del data["run_id"]
    return Trial(**data)
