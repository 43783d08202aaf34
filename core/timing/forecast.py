"""What is to come: how long stored runs still take, and when those that wait have their turn."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from core.datasets import info
from core.errors import CoreError
from core.estimators.catalogue import works_on
from core.jobs.devices import devices
from core.jobs.queue import needs_cpu_alone
from core.jobs.queue_forecast import UNKNOWN, Work, starts
from core.names import EXAMPLE_OWNER
from core.specs import Run, RunSpec
from core.store import Store
from core.strategies.catalogue import STRATEGIES, RungParams
from core.timing.estimates import Effort, TimeEstimate, effort_of, estimate
from core.timing.remaining import Course, Remaining, remaining

EARLIER_RUNS = 5
# A free worker has its libraries loaded, and still prepares its data.
BEGINNING_SECONDS = 2.0
# What a run that waits is expected to take is looked up again from time to time, as others end.
REFRESHED_SECONDS = 30.0


@dataclass(frozen=True)
class Expected:
    """The expected time and work of a whole run on this machine."""

    seconds: float
    effort: Effort

    @property
    def candidates(self) -> float:
        return max(1.0, self.effort.trainings + self.effort.untrained)


@dataclass(frozen=True)
class Forecast:
    """In how many seconds a waiting run gets a device, and in how many its next point comes."""

    starts: float
    point: float


def estimate_of(store: Store, spec: RunSpec, *, but: str = "") -> TimeEstimate:
    """Estimate the time of ``spec`` on one device, from runs other than ``but``.

    The example was made on another machine, and tells nothing of this one.
    """
    alike = (spec.dataset, works_on(spec.estimator.name))
    known = [
        run
        for run in store.runs.find()
        if run.id != but
        and run.owner != EXAMPLE_OWNER
        and (run.spec.dataset, works_on(run.spec.estimator.name)) == alike
        and run.counts.complete
    ]
    earlier = [(run, store.trials.streamed(run.id)) for run in known[:EARLIER_RUNS]]
    return estimate(spec, info(spec.dataset, store.home), earlier, store.home)


def remaining_of(store: Store, run: Run) -> Remaining | None:
    """Return how long a run still works; None if unknown, or if it is to stop."""
    if run.has_ended or run.request == "stop":
        return None
    expected = _expected(store, run)
    minutes = run.spec.budget.minutes
    course = _course(store, run, expected)
    at_most = minutes * 60 if minutes else None
    return remaining(course, expected.seconds if expected else None, at_most)


def forecasts(store: Store) -> dict[str, Forecast]:
    """Return the forecasts of the waiting runs that have one, by run id."""
    return _played(store, store.runs.find("queued"))


def start_of(store: Store, owner: str, spec: RunSpec) -> float | None:
    """Return in how many seconds a new run of ``owner`` would get a device."""
    queued = store.runs.find("queued")
    running = store.runs.find("running")
    new = Run(id="", name=spec.name, spec=spec, owner=owner, status="queued", created=time.time())
    if not queued and len(running) < _slots([*running, new]):
        return 0.0
    found = _played(store, [new, *queued]).get("")
    return None if found is None else found.starts


def _played(store: Store, queued: Sequence[Run]) -> dict[str, Forecast]:
    if not queued:
        return {}
    running, now = store.runs.find("running"), time.time()
    # A clock that was set back has turns begin in the future.
    holders = [replace(each, served=min(each.served, now)) for each in store.runs.holders()]
    served = {owner: min(last, now) for owner, last in store.runs.served().items()}
    work = _works(store, [*queued, *running])
    slots = _slots([*queued, *running])
    found = starts(queued, running, holders, served, work, slots=slots, now=now)
    return {
        run_id: Forecast(seconds, seconds + BEGINNING_SECONDS + work[run_id].candidate)
        for run_id, seconds in found.items()
    }


def _slots(runs: Iterable[Run]) -> int:
    """Return how many of the runs work at once: one, while any of them needs the CPU alone."""
    found = devices()
    alone = found[0].kind == "cpu" and any(map(needs_cpu_alone, runs))
    return 1 if alone else len(found)


def _works(store: Store, runs: Iterable[Run]) -> dict[str, Work]:
    return {run.id: _work(store, run) for run in runs}


def _work(store: Store, run: Run) -> Work:
    expected = _expected(store, run)
    if expected is None:
        return UNKNOWN
    candidate = expected.seconds / expected.candidates
    left = remaining_of(store, run)
    # A run that is to stop or to pause lets go soon.
    leaving = left is None or run.request in ("stop", "pause")
    return Work(min(candidate, 1.0) if leaving or left is None else left.seconds, candidate)


def _course(store: Store, run: Run, expected: Expected | None) -> Course:
    budget, effort = run.spec.budget, expected.effort if expected else None
    counted = run.counts.trained
    candidates = (
        min(budget.trials, effort.trainings + effort.untrained) if effort else budget.trials
    )
    if effort and _has_rungs(run.spec):
        share = store.trials.epochs_spent(run.id) / max(1.0, effort.epochs)
    else:
        share = counted / max(1.0, candidates)
        if budget.epochs:
            share = max(share, store.trials.epochs_spent(run.id) / budget.epochs)
    before = run.progress.began if run.progress else None
    # Earlier versions left nothing between two candidates.
    began = run.active_seconds if before is None else before
    return Course(run.active_seconds, began, share, counted, 1.0 / max(1.0, candidates))


def _has_rungs(spec: RunSpec) -> bool:
    return issubclass(STRATEGIES.entry(spec.strategy.name).params, RungParams)


def _expected(store: Store, run: Run) -> Expected | None:
    """Return the expectation for a stored run; once begun, it no longer changes."""
    waits = run.status == "queued" and not run.counts.trained
    return _looked_up(store, run.id, int(time.monotonic() / REFRESHED_SECONDS) if waits else -1)


@lru_cache(maxsize=1024)
def _looked_up(store: Store, run_id: str, _since: int) -> Expected | None:
    try:
        spec = store.runs.get(run_id).spec
        effort = effort_of(spec, info(spec.dataset, store.home))
        return Expected(estimate_of(store, spec, but=run_id).seconds, effort)
    except CoreError:
        # Its data set or its parent is gone.
        return None
