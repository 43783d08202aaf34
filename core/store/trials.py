"""Trials: told once by the worker that holds the run, read by everyone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, Text, cast, insert, select, update

from core.errors import NotFoundError
from core.specs import Box, Objective, Trial
from core.store.database import Database
from core.store.runs import hold
from core.store.tables import runs, trials

STREAMED = ("number", "status", "generation", "epochs", "reason", "hypervolume", "continues")
_WHOLE = tuple(trials.c[name] for name in Trial.model_fields)


@dataclass(frozen=True)
class Streamed:
    """Trials in columns: their ``STREAMED`` values, metrics and choices, in the same order."""

    plain: list[tuple[Any, ...]]
    metrics: list[dict[str, Any]]
    choices: list[dict[str, Any]]


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
        return self.tell_all(run_id, token, [trial], best=best, box=box)[0]

    def tell_all(
        self,
        run_id: str,
        token: str,
        finished: Sequence[Trial],
        *,
        best: Mapping[str, float],
        box: Box | None = None,
    ) -> list[Trial]:
        """The same for several trials, in the order they ended; each gets a revision of its own."""
        values = {
            "revision": runs.c.revision + len(finished),
            **counters(finished),
            "progress": None,
            "restarts": 0,
            "best": dict(best),
            "box": box,
        }
        with self._database.write() as connection:
            last = hold(connection, run_id, token, values).revision
            first = last - len(finished) + 1
            told = [t.model_copy(update={"revision": first + i}) for i, t in enumerate(finished)]
            rows = [{"run_id": run_id, **t.model_dump(mode="json")} for t in told]
            connection.execute(insert(trials), rows)
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

    def of(self, run_id: str, *, after: int = 0) -> list[Trial]:
        """A run's trials by number; with ``after``, those that changed since that revision."""
        query = _changed(select(*_WHOLE), run_id, after)
        with self._database.read() as connection:
            return [_read(row) for row in connection.execute(query)]

    def streamed(self, run_id: str, *, after: int = 0) -> Streamed:
        """The same, in columns: for the event stream, which passes ten thousand on at once."""
        c = trials.c
        plain = (c[name] for name in STREAMED)
        query = _changed(
            select(*plain, cast(c.metrics, Text), cast(c.choices, Text)), run_id, after
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return Streamed(
            plain=[row[:-2] for row in rows],
            metrics=_decoded([row[-2] for row in rows]),
            choices=_decoded([row[-1] for row in rows]),
        )

    def leader(self, run_id: str, objectives: Sequence[Objective]) -> Trial | None:
        """The complete trial that is best in the first objective, of equal ones in the next.

        None before any is complete that has the first.
        """
        metrics = trials.c.metrics
        order = [
            each.desc().nulls_last() if o.direction == "maximize" else each.asc().nulls_last()
            for o in objectives
            for each in (metrics[o.metric].as_float(),)
        ]
        query = (
            select(*_WHOLE)
            .where(trials.c.run_id == run_id, trials.c.status == "complete")
            .where(metrics[objectives[0].metric].as_float().is_not(None))
            .order_by(*order, trials.c.number)
            .limit(1)
        )
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return None if row is None else _read(row)

    def get(self, run_id: str, number: int) -> Trial:
        """One trial.

        Raises:
            NotFoundError: the run or the number does not exist.
        """
        query = select(*_WHOLE).where(trials.c.run_id == run_id, trials.c.number == number)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise NotFoundError(f"Run {run_id!r} has no trial {number}.")
        return _read(row)


def counters(finished: Iterable[Trial]) -> dict[str, Any]:
    """What becomes of a run's counters; a trial takes the place of the one it continues."""
    moved: Counter[str] = Counter()
    for trial in finished:
        moved[trial.status] += 1
        if trial.continues is not None:
            moved["stopped_early"] -= 1
    return {status: runs.c[status] + by for status, by in moved.items() if by}


def _changed(query: Select[Any], run_id: str, after: int) -> Select[Any]:
    mine = (trials.c.run_id == run_id) & (trials.c.revision > after)
    return query.where(mine).order_by(trials.c.number)


def _decoded(texts: Sequence[str]) -> list[dict[str, Any]]:
    # One list of all: a call of the decoder for each text would take most of the time.
    decoded: list[dict[str, Any]] = json.loads(f"[{','.join(texts)}]")
    return decoded


def _read(row: Row[Any]) -> Trial:
    return Trial(**dict(zip(Trial.model_fields, row, strict=True)))
