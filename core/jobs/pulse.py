"""Whether workers are alive, and how long each has had its slot, by a monotonic clock."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.store import Holder


@dataclass
class _Seen:
    """Of one claim: its last beat, when that was first seen, and since when it is held."""

    heartbeat: float
    changed: float
    since: float


class Pulse:
    """The claims as one supervisor has seen them, in seconds of its own monotonic clock.

    A beat is one that differs from the last, whatever time of day it names: the machine's clock
    may be set back or forth. A claim is judged from when it was first seen.
    """

    def __init__(self, silent_seconds: float) -> None:
        self._silent_seconds = silent_seconds
        self._seen: dict[str, _Seen] = {}
        self._updated = time.monotonic()

    def update(self, holders: Iterable[Holder]) -> None:
        """Note all claims that exist; those of a machine that slept are not judged by it."""
        now = time.monotonic()
        if now - self._updated > self._silent_seconds / 2:
            self.reset()
        self._updated = now
        self._seen = {holder.token: self._noted(holder, now) for holder in holders}

    def reset(self) -> None:
        """Forget all silence: for a while nobody could have been heard."""
        now = time.monotonic()
        for seen in self._seen.values():
            seen.changed = now

    def silent(self, holder: Holder) -> bool:
        """Return whether the last beat is too long ago."""
        seen = self._seen.get(holder.token)
        return seen is not None and self._updated - seen.changed > self._silent_seconds

    def timed(self, holder: Holder) -> Holder:
        """Return the claim with ``served`` in terms of the clock of :attr:`now`."""
        seen = self._seen.get(holder.token)
        return replace(holder, served=seen.since if seen else self._updated)

    @property
    def now(self) -> float:
        """The time at which the claims were last noted."""
        return self._updated

    def _noted(self, holder: Holder, now: float) -> _Seen:
        seen = self._seen.get(holder.token)
        if seen is None:
            # Of a claim from another supervisor's time only the time of day is known.
            return _Seen(holder.heartbeat, now, now - max(0.0, time.time() - holder.served))
        if seen.heartbeat != holder.heartbeat:
            seen.heartbeat, seen.changed = holder.heartbeat, now
        return seen
