"""The queue: whose turn is next, which run should yield its slot, how many may wait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.errors import StateError
from core.estimators.catalogue import works_on
from core.metrics import TIMED
from core.settings import most_queued
from core.specs import Run
from core.store import Holder, Store

# A worker goes on with another run at once: what a turn costs is to load its data again.
TURN_SECONDS = 10.0
# The first turn of a run ends with its first candidate, so that everybody soon sees a point.
FIRST_TURN_SECONDS = 1.0
# From this share of the limit on, pages warn of it.
NEAR = 0.8


def order(
    queued: Sequence[Run], holders: Sequence[Holder], served: Mapping[str, float]
) -> list[Run]:
    """Return queued runs, next first.

    First the owners with the fewest runs under way, then those whose last turn is longest ago;
    an owner's own runs go oldest first. Each run is under way, and its owner the one served last,
    for all that come after it.
    """
    running = Counter(holder.owner for holder in holders)
    turns, last = dict(served), max(served.values(), default=0.0)
    left: dict[str, list[Run]] = {}
    for run in sorted(queued, key=lambda run: run.created, reverse=True):
        left.setdefault(run.owner, []).append(run)
    found: list[Run] = []
    while left:
        owner = min(left, key=lambda o: (running[o], turns.get(o, 0.0), left[o][-1].created))
        found.append(left[owner].pop())
        running[owner] += 1
        last = turns[owner] = last + 1.0
        if not left[owner]:
            del left[owner]
    return found


def needs_cpu_alone(run: Run) -> bool:
    """Return whether the run compares measured times, which other work on the CPU would change.

    A table has its times from elsewhere, and a run that is to stop only tests its front.
    """
    if run.request == "stop" or works_on(run.spec.estimator.name) == "table":
        return False
    return any(goal.metric in TIMED for goal in run.spec.objectives)


def turn_end(holder: Holder, turn: float = TURN_SECONDS) -> float:
    """Return when the turn of a run is over, which lasts ``turn`` seconds after its first."""
    return holder.served + (FIRST_TURN_SECONDS if holder.first_turn else turn)


def overdue(
    queued: Sequence[Run], holders: Sequence[Holder], now: float, turn: float = TURN_SECONDS
) -> Holder | None:
    """Return the run that should yield its slot, or None.

    It is the one furthest past its turn, while an owner with no run under way waits.
    """
    busy = {holder.owner for holder in holders}
    waiting = any(run.owner not in busy for run in queued)
    yielding = any(holder.request == "yield" for holder in holders)
    late = [h for h in holders if now > turn_end(h, turn) and not h.request]
    if not waiting or yielding or not late:
        return None
    return min(late, key=lambda holder: turn_end(holder, turn))


@dataclass(frozen=True)
class QueuedRuns:
    """The number of an owner's queued runs, and the limit; ``most`` is 0 where there is none."""

    runs: int
    most: int

    @property
    def is_near(self) -> bool:
        """Whether the limit is near, so that it should be mentioned."""
        return bool(self.most) and self.runs >= NEAR * self.most

    def has_room(self, more: int = 1) -> bool:
        return not self.most or self.runs + more <= self.most


def waiting_of(store: Store, owner: str) -> QueuedRuns:
    """Return how many runs of ``owner`` are queued.

    Raises:
        StateError: the setting of the limit is no number.
    """
    return QueuedRuns(store.runs.queued_of(owner), most_queued())


def check_queue_room(store: Store, owner: str, more: int = 1) -> None:
    """Refuse ``more`` runs than may wait.

    Raises:
        StateError: that many cannot be added.
    """
    now = waiting_of(store, owner)
    if not now.has_room(more):
        added = "One more" if more == 1 else f"{more} more"
        raise StateError(
            f"{owner!r} has {now.runs} runs waiting, and at most {now.most} may. {added} cannot be "
            "added: stop some of them on the Runs page, or wait until their turn has come."
        )
