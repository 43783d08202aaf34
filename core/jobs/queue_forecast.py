"""Predicts when waiting runs get a slot, by playing the queue's rules ahead."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.jobs.queue import TURN_SECONDS, order, overdue, turn_end
from core.specs import Run
from core.store import Holder

# Further ahead nobody can look; it also bounds what two owners with long runs cost.
MOST_EVENTS = 400
# Who comes when is asked of the turns that are near; those far ahead are played in longer pieces,
# so that so many events reach days.
_TURN_GROWTH = 1.02


@dataclass(frozen=True)
class Work:
    """The remaining seconds of a run, and those of one candidate.

    A run lets go of its slot between candidates only.
    """

    seconds: float
    candidate: float = 0.0


# Of a run that cannot be read, or whose data set is gone.
UNKNOWN = Work(TURN_SECONDS)


def starts(
    queued: Sequence[Run],
    running: Sequence[Run],
    holders: Sequence[Holder],
    served: Mapping[str, float],
    work: Mapping[str, Work],
    *,
    slots: int,
    now: float,
) -> dict[str, float]:
    """Return in how many seconds each of ``queued`` gets a slot; unknown ones are left out.

    Args:
        served: when each owner's runs last got a slot, on the clock of ``now`` and ``holders``.
        work: of every run that waits or is under way, by its id.
        slots: how many runs this machine works on at once.
    """
    # Who is asked already to let go does so at the end of a candidate, as all others do.
    held = [replace(holder, request="") for holder in holders]
    known = {run.id: run for run in (*queued, *running)}
    game = _Game(list(queued), held, known, dict(served), dict(work), max(1, slots), now)
    found: dict[str, float] = {}
    asked = {run.id for run in queued}
    for _ in range(MOST_EVENTS):
        for run_id in asked.intersection(game.fill()):
            found.setdefault(run_id, max(0.0, game.now - now))
        if found.keys() >= asked or not game.advance():
            break
    return found


@dataclass
class _Game:
    """The queue at one moment of what is to come."""

    queued: list[Run]
    holders: list[Holder]
    known: dict[str, Run]
    served: dict[str, float]
    work: dict[str, Work]
    slots: int
    now: float
    turn: float = TURN_SECONDS
    begun: set[str] = field(default_factory=set)

    def fill(self) -> list[str]:
        """Give free slots to whoever is next; returns who got one."""
        given = []
        while self.queued and len(self.holders) < self.slots:
            run = order(self.queued, self.holders, self.served)[0]
            self.queued.remove(run)
            # As in the store, no two turns begin at one time.
            turn = max([self.now, *(last + 0.001 for last in self.served.values())])
            self.served[run.owner] = turn
            first = run.started is None and run.id not in self.begun
            self.holders.append(_holding(run, turn, first))
            self.begun.add(run.id)
            given.append(run.id)
        return given

    def advance(self) -> bool:
        """Go on to when the next slot is free; False where that never comes."""
        if not self.holders:
            return False
        ending = min(self.holders, key=self._left)
        at = self.now + self._left(ending)
        late = self._next_to_yield()
        if late and late[0] < at:
            self._pass(late[0] - self.now)
            self._release(late[1], again=True)
        else:
            self._pass(at - self.now)
            self._release(ending, again=False)
        self.turn *= _TURN_GROWTH
        return True

    def _next_to_yield(self) -> tuple[float, Holder] | None:
        """Return the holder whose turn ends next while somebody waits, and when it yields."""
        first = min(self.holders, key=lambda holder: turn_end(holder, self.turn))
        end = turn_end(first, self.turn)
        if overdue(self.queued, self.holders, max(self.now, end) + 0.001, self.turn) != first:
            return None
        candidate = self._work(first).candidate
        if self.now > end:
            # In the midst of one.
            return self.now + candidate / 2, first
        # A turn begins with a candidate, and ends with one.
        several = math.ceil((end - first.served) / candidate) if candidate else 0
        return max(end, first.served + several * candidate), first

    def _left(self, holder: Holder) -> float:
        return self._work(holder).seconds

    def _work(self, holder: Holder) -> Work:
        return self.work.get(holder.run_id, UNKNOWN)

    def _pass(self, seconds: float) -> None:
        for holder in self.holders:
            work = self._work(holder)
            left = max(0.0, work.seconds - seconds)
            self.work[holder.run_id] = replace(work, seconds=left)
        self.now += max(0.0, seconds)

    def _release(self, holder: Holder, *, again: bool) -> None:
        self.holders.remove(holder)
        run = self.known.get(holder.run_id)
        if again and run is not None:
            self.queued.append(run)


def _holding(run: Run, served: float, first_turn: bool) -> Holder:
    return Holder(run.id, "", 0, 0.0, served, 0, "", run.owner, served, "", first_turn)
