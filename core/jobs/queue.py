"""The order of the queue, and which run should yield its slot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from core.specs import Run
from core.store import Holder

TURN_SECONDS = 60.0


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


def overdue(queued: Sequence[Run], holders: Sequence[Holder], now: float) -> Holder | None:
    """Return the run that should yield its slot, or None.

    It is the one held longest, past its turn, while an owner with no run under way waits.
    """
    busy = {holder.owner for holder in holders}
    waiting = any(run.owner not in busy for run in queued)
    yielding = any(holder.request == "yield" for holder in holders)
    late = [h for h in holders if now - h.served > TURN_SECONDS and not h.request]
    if not waiting or yielding or not late:
        return None
    return min(late, key=lambda holder: holder.served)
