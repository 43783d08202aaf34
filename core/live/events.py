"""The messages to a run's viewers: its state, and the trials changed since a revision."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Any

from core.candidates.catalogue import kind_of
from core.jobs.queue import order
from core.live.follower import FIGURES, RunFigures, RunFollower
from core.metrics import METRICS, UNCOUNTED
from core.scores import (
    Evidence,
    Samples,
    evidence_cells,
    evidence_columns,
    pictures_text,
    samples_in,
)
from core.specs import Run, Space
from core.store import Store
from core.store.columns import STREAMED, Streamed
from core.timing.forecast import forecasts, remaining_of

# Of a score, in columns of their own.
EVIDENCE: tuple[Evidence, ...] = ("low", "high", "error")
# Of each trial, as it is stored.
SENT = ("number", "status", "generation", "reason", "hypervolume")
_sent = itemgetter(*map(STREAMED.index, SENT))
STALLED_SECONDS = 10.0
# When a waiting run starts depends on others: its viewers are informed anew so often.
WAITING_SECONDS = 5.0


@dataclass(frozen=True)
class Changes:
    """One message of the stream, and the revision it brings its reader to."""

    revision: int
    text: str


def state_of(store: Store, run_id: str) -> tuple[int, bool, int | None, int]:
    """Return the state whose change is sent: revision, stalled, place in the queue, time.

    Of a waiting run the last is a number that changes with the time.

    Raises:
        NotFoundError: the run does not exist.
    """
    run = store.runs.get(run_id)
    place = queue_position(store, run)
    tick = int(time.monotonic() / WAITING_SECONDS) if place else 0
    return run.revision, stalled(run), place, tick


def stalled(run: Run) -> bool:
    """Return whether a running run has been silent for too long."""
    # A beat of the future is none either: the clock was set back since.
    silent = abs(time.time() - (run.heartbeat or run.created))
    return run.status == "running" and silent > STALLED_SECONDS


def queue_position(store: Store, run: Run) -> int | None:
    """Return the run's place in the queue, from 1; None if it does not wait."""
    if run.status != "queued":
        return None
    waiting = order(store.runs.find("queued"), store.runs.holders(), store.runs.served())
    ids = [other.id for other in waiting]
    return ids.index(run.id) + 1 if run.id in ids else None


def changes(store: Store, run_id: str, after: int, follower: RunFollower | None = None) -> Changes:
    """Return the run's state, the trials changed after ``after``, and a changed front.

    Args:
        follower: who follows the run; without it its front and totals are found anew.

    Raises:
        NotFoundError: the run does not exist.
    """
    # The run is read first: a trial recorded in between is sent twice rather than never.
    run = store.runs.get(run_id)
    changed = store.trials.streamed(run_id, after=after)
    samples = samples_in(store.files.split(run_id))
    follower = follower or RunFollower(run.spec.objectives)
    figures = follower.follow(store, run, changed, after)
    message = {
        "type": "update",
        "revision": run.revision,
        "run": _summary(run, store.home, samples)
        | _budget_spent(run, figures)
        | _times(store, run),
        "trials": _table(run.spec.space, changed, figures, samples),
        "continued": figures.continued,
    }
    if figures.front is not None:
        message["front"] = figures.front
    return Changes(run.revision, json.dumps(message, separators=(",", ":")))


def _summary(run: Run, home: Path, samples: Samples) -> dict[str, Any]:
    described = run.model_dump(mode="json", exclude={"spec", "best", "box", "revision"})
    spec = run.spec.model_dump(mode="json", include={"dataset", "budget", "objectives", "limits"})
    parent = kind_of(run.spec.space, home).parent_facts()
    more = {
        "estimator": run.spec.estimator.name,
        "parent": parent,
        "parent_evidence": _named_evidence(parent["metrics"], samples) if parent else {},
        "pictures": {part: pictures_text(part, size) for part, size in samples.items()},
    }
    return described | spec | more | {"stalled": stalled(run), "now": time.time()}


def _budget_spent(run: Run, figures: RunFigures) -> dict[str, Any]:
    """Return the progress of the run: candidates, epochs, and the spent share of its budget."""
    budget, trained = run.spec.budget, run.counts.trained
    shares = [trained / budget.trials]
    if budget.epochs:
        shares.append(figures.epochs / budget.epochs)
    if budget.minutes:
        shares.append(run.active_seconds / (budget.minutes * 60))
    return {
        "ended": run.has_ended,
        "trained": trained,
        "epochs": figures.epochs,
        "done": 1.0 if run.status == "finished" else min(1.0, max(shares)),
    }


def _times(store: Store, run: Run) -> dict[str, Any]:
    """Return when a waiting run starts, and how long a running one still takes, in seconds."""
    place = queue_position(store, run)
    forecast = forecasts(store).get(run.id) if place else None
    left = remaining_of(store, run) if run.status in ("running", "paused") else None
    return {
        "queue_position": place,
        "starts_in": forecast and round(forecast.starts, 1),
        "point_in": forecast and round(forecast.point, 1),
        "seconds_left": left and round(left.seconds, 1),
        "least_left": left and round(left.least, 1),
    }


def _named_evidence(scores: Mapping[str, float], samples: Samples) -> dict[str, Any]:
    """Return the interval and error of each score, by the columns' names."""
    judged = [name for name in scores if name in METRICS and METRICS[name].proportion]
    return {
        column: figure
        for name in judged
        for column, figure in zip(
            evidence_columns(name, EVIDENCE),
            evidence_cells(name, scores, samples, EVIDENCE),
            strict=True,
        )
    }


def _table(
    space: Space, changed: Streamed, figures: RunFigures, samples: Samples
) -> dict[str, Any]:
    """Return trials as a table: names once, then a row of values each.

    A score for which there is an interval has its ends and its standard error in columns of their
    own: ``val_accuracy_low``, ``val_accuracy_high``, ``val_accuracy_error``. ``macs_uncounted``
    says of how many layers the MACs are not known, where there are any.
    """
    known = set().union(*changed.metrics)
    metrics = [name for name in (*METRICS, UNCOUNTED) if name in known]
    scored = (name for name in metrics if name in METRICS)
    judged = [m for m in scored if METRICS[m].proportion and METRICS[m].part in samples]
    columns = chain(*(evidence_columns(metric, EVIDENCE) for metric in judged))
    names = [choice.name for choice in space.choices]
    rows = zip(changed.plain, figures.cells, changed.metrics, changed.choices, strict=True)
    return {
        "columns": [*SENT, *FIGURES, *metrics, *columns, "choices"],
        "choices": names,
        "rows": [
            [
                *_sent(plain),
                *cells,
                *map(scores.get, metrics),
                *chain(*(evidence_cells(metric, scores, samples, EVIDENCE) for metric in judged)),
                list(map(choices.get, names)),
            ]
            for plain, cells, scores, choices in rows
        ],
    }
