"""Limits the number of runs that one owner may have waiting."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import StateError
from core.settings import most_queued
from core.store import Store

# From this share of the limit on it is said before it bites.
NEAR = 0.8


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
    """Return how many runs of ``owner`` are queued, or raise StateError for a bad setting."""
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
