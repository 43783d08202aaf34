"""Runs: written by people (launch, rename, requests) and by the worker that holds the run."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    RowMapping,
    Text,
    case,
    cast,
    delete,
    func,
    insert,
    select,
    update,
)

from core.errors import ClaimLostError, NotFoundError
from core.specs import Run, RunSpec, RunStatus, UnreadableRun
from core.store.database import Database
from core.store.reading import readable, run_of, unreadable_run
from core.store.tables import runs

_SAME_TIME_SECONDS = 0.5
# Of the progress of a candidate whose turn has come.
_NOT_BEGUN = {"attempt": 0, "epoch": 0, "epochs": 0}


@dataclass(frozen=True)
class Holder:
    """The holder of a run: its token, its process, how often it died, since when.

    ``first_turn`` says whether the run had no turn before this one.
    """

    run_id: str
    token: str
    pid: int
    born: float
    heartbeat: float
    restarts: int
    device: str
    owner: str
    served: float
    request: str
    first_turn: bool = False


class Runs:
    """The table of runs. Every change that a viewer can see moves the run's revision on by one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, spec: RunSpec, owner: str) -> str:
        """Queue a run; returns its id."""
        run_id = secrets.token_hex(6)
        row = {
            "id": run_id,
            "name": spec.name,
            "owner": owner,
            "spec": spec.model_dump(mode="json"),
            "status": "queued",
            "created": time.time(),
        }
        with self._database.write() as connection:
            connection.execute(insert(runs).values(row))
        return run_id

    def restore(self, connection: Connection, run: Run) -> None:
        """Insert a run that has ended, as given."""
        row = run.model_dump(mode="json", exclude={"heartbeat", "progress"})
        counts = row.pop("counts")
        connection.execute(insert(runs).values(row | counts))

    def get(self, run_id: str) -> Run:
        """Return the run called ``run_id``.

        Raises:
            NotFoundError: there is none.
        """
        with self._database.read() as connection:
            row = connection.execute(select(runs).where(runs.c.id == run_id)).first()
        if row is None:
            raise NotFoundError(_missing(run_id))
        return run_of(row._mapping)

    def find(
        self, *statuses: RunStatus, owner: str | None = None, limit: int | None = None
    ) -> list[Run]:
        """Return runs, newest first: those in one of ``statuses``, those of ``owner``, or all.

        One that cannot be read is logged and left out.
        """
        rows = self._rows(statuses, owner, limit)
        found = list(readable(rows, run_of))
        if limit is None or len(rows) < limit or len(found) == limit:
            return found
        return list(islice(readable(self._rows(statuses, owner), run_of), limit))

    def unreadable(self) -> list[UnreadableRun]:
        """Return the runs that :meth:`find` leaves out, newest first."""
        return [found for row in self._rows() if (found := unreadable_run(row))]

    def _rows(
        self,
        statuses: tuple[RunStatus, ...] = (),
        owner: str | None = None,
        limit: int | None = None,
    ) -> list[RowMapping]:
        query = select(runs).order_by(runs.c.created.desc(), runs.c.id).limit(limit)
        if statuses:
            query = query.where(runs.c.status.in_(statuses))
        if owner is not None:
            query = query.where(runs.c.owner == owner)
        with self._database.read() as connection:
            return list(connection.execute(query).mappings())

    def ids(self) -> set[str]:
        """Return the ids of all runs, including those that cannot be read."""
        with self._database.read() as connection:
            return set(connection.execute(select(runs.c.id)).scalars())

    def ended_ids(self) -> list[str]:
        """Return the ids of ended runs, including those that cannot be read."""
        ended = runs.c.status.in_(("finished", "failed", "stopped"))
        with self._database.read() as connection:
            return list(connection.execute(select(runs.c.id).where(ended)).scalars())

    def spec_texts(self) -> list[str]:
        """Return the stored text of every run's spec, readable or not."""
        with self._database.read() as connection:
            texts = connection.execute(select(cast(runs.c.spec, Text))).scalars()
            return list(map(str, texts))

    def queued_of(self, owner: str) -> int:
        """Return the number of queued runs of ``owner``."""
        mine = (runs.c.owner == owner) & (runs.c.status == "queued")
        with self._database.read() as connection:
            return int(connection.execute(select(func.count()).where(mine)).scalar_one())

    def served(self) -> dict[str, float]:
        """Return when each owner's runs last got a slot (Unix seconds)."""
        query = select(runs.c.owner, func.max(runs.c.served)).group_by(runs.c.owner)
        with self._database.read() as connection:
            return {owner: last or 0.0 for owner, last in connection.execute(query)}

    def holders(self) -> list[Holder]:
        """Return the claims on running runs."""
        c = runs.c
        claim = (
            c.id.label("run_id"),
            c.worker.label("token"),
            func.coalesce(c.worker_pid, 0).label("pid"),
            func.coalesce(c.worker_born, 0.0).label("born"),
        )
        # Never empty but in a row that something else wrote: it must not stop the others' runs.
        beaten = func.coalesce(c.heartbeat, c.started, c.created).label("heartbeat")
        served = func.coalesce(c.served, c.created).label("served")
        # Both are set when a run is first claimed, but for what keeps the order of turns.
        first_turn = (func.abs(c.served - c.started) < _SAME_TIME_SECONDS).label("first_turn")
        rest = (beaten, c.restarts, c.device, c.owner, served, c.request, first_turn)
        query = select(*claim, *rest).where(c.status == "running")
        with self._database.read() as connection:
            return [Holder(**row._mapping) for row in connection.execute(query)]

    def change(
        self,
        run_id: str,
        *,
        only: tuple[str, ...] = (),
        over: tuple[str, ...] | None = None,
        **values: Any,
    ) -> bool:
        """Set columns and move the revision on; returns whether a row changed.

        Args:
            only: restricts it to runs in one of these statuses.
            over: restricts it to runs of which nothing else is asked than one of these.
        """
        query = update(runs).where(runs.c.id == run_id)
        if only:
            query = query.where(runs.c.status.in_(only))
        if over is not None:
            query = query.where(runs.c.request.in_(over))
        with self._database.write() as connection:
            changed = connection.execute(query.values(revision=runs.c.revision + 1, **values))
            return changed.rowcount > 0

    def delete(self, run_id: str) -> bool:
        """Forget a run and its trials, unless it is running; returns whether it is gone."""
        idle = (runs.c.id == run_id) & (runs.c.status != "running")
        with self._database.write() as connection:
            return connection.execute(delete(runs).where(idle)).rowcount > 0

    def claim(self, run_id: str, *, token: str, device: str, pid: int, born: float) -> bool:
        """Give a queued run to the process that will show ``token``; False if it is not queued."""
        now = time.time()
        # The order of turns holds whatever the clock is set to meanwhile.
        last = select(func.coalesce(func.max(runs.c.served), 0.0) + 0.001).scalar_subquery()
        return self.change(
            run_id,
            only=("queued",),
            status="running",
            worker=token,
            worker_pid=pid,
            worker_born=born,
            device=device,
            served=case((last > now, last), else_=now),
            started=func.coalesce(runs.c.started, now),
            heartbeat=now,
            reason="",
        )

    def requeue(self, run_id: str, token: str) -> None:
        """Take a run from a worker that died; its progress stays, so that the try is counted.

        Raises:
            ClaimLostError: the run is no longer that worker's.
        """
        values: dict[str, Any] = {"status": "queued", "worker": "", "heartbeat": None}
        values["request"] = case((runs.c.request == "yield", ""), else_=runs.c.request)
        self.advance(run_id, token, restarts=runs.c.restarts + 1, **values)

    def beat(self, run_id: str, token: str, *, seconds: float, **values: Any) -> str:
        """Record that the holder is alive and worked ``seconds`` more; return what people asked.

        Raises:
            ClaimLostError: the run is no longer this worker's.
        """
        values |= {
            "heartbeat": time.time(),
            "active_seconds": runs.c.active_seconds + seconds,
        }
        with self._database.write() as connection:
            return str(hold(connection, run_id, token, values).request)

    def advance(self, run_id: str, token: str, **values: Any) -> None:
        """Set columns that viewers see, as the holder.

        Raises:
            ClaimLostError: the run is no longer this worker's.
        """
        with self._database.write() as connection:
            hold(connection, run_id, token, values | {"revision": runs.c.revision + 1})

    def release(self, run_id: str, token: str, status: RunStatus, reason: str = "") -> None:
        """Let go of a run, as its holder: it ends, pauses, or goes back to the queue.

        A request that came after the holder last listened is kept: a run that pauses or yields
        while it is asked to stop goes to the queue to be stopped, one that yields while it is asked
        to pause is paused. One that goes on later keeps when the turn of its candidate came, but
        not how often that was begun: to let go is no fault.
        """
        values: dict[str, Any] = {"status": status, "reason": reason, "request": "", "worker": ""}
        if status in ("paused", "queued"):
            stop, pause = runs.c.request == "stop", runs.c.request == "pause"
            values["status"] = case((stop, "queued"), (pause, "paused"), else_=status)
            values["request"] = case((stop, "stop"), else_="")
        values |= {"heartbeat": None, "restarts": 0, "revision": runs.c.revision + 1}
        over = status in ("finished", "failed", "stopped")
        if over:
            values["ended"] = time.time()
        mine = runs.c.id == run_id
        with self._database.write() as connection:
            progress = connection.execute(select(runs.c.progress).where(mine)).scalar()
            values["progress"] = {**progress, **_NOT_BEGUN} if progress and not over else None
            hold(connection, run_id, token, values)


def hold(connection: Connection, run_id: str, token: str, values: Mapping[str, Any]) -> Row[Any]:
    """Update a run inside a transaction if ``token`` still holds it; returns the new row.

    Raises:
        ClaimLostError: it does not.
    """
    mine = (runs.c.id == run_id) & (runs.c.worker == token) & (runs.c.status == "running")
    row = connection.execute(update(runs).where(mine).values(values).returning(runs)).first()
    if row is None:
        raise ClaimLostError(f"Run {run_id!r} is held by another worker, ended or deleted.")
    return row


def _missing(run_id: str) -> str:
    return (
        f"There is no run {run_id!r}. It may have been deleted; the list of runs shows the others, "
        "by their ids."
    )
