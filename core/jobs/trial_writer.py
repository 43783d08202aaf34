"""Records finished trials in the store: each at once, or in batches where they come fast."""

from __future__ import annotations

import time
from collections.abc import Mapping

from core.specs import Box, Progress, Trial
from core.store import Store

BATCH = 500
BATCH_SECONDS = 0.05


class TrialWriter:
    """Writes trials in the order they ended.

    A batch lost with its worker is worked out again: what a strategy asks next follows from the
    trials stored before, so whoever takes over finds the same ones.
    """

    def __init__(self, store: Store, run_id: str, token: str, *, in_batches: bool) -> None:
        self._store, self._run_id, self._token = store, run_id, token
        self._in_batches = in_batches
        self._waiting: list[Trial] = []
        self._best: Mapping[str, float] = {}
        self._box: Box | None = None
        self._upcoming: Progress | None = None
        self._flushed = 0.0

    def tell(
        self,
        trial: Trial,
        *,
        best: Mapping[str, float],
        box: Box | None,
        upcoming: Progress | None = None,
    ) -> None:
        """Store ``trial``, or keep it for at most the next ``BATCH_SECONDS`` of trials.

        Args:
            upcoming: the candidate whose turn it is then.

        Raises:
            ClaimLostError: the run is no longer this worker's; nothing is stored.
        """
        self._waiting.append(trial)
        self._best, self._box, self._upcoming = best, box, upcoming
        due = time.monotonic() - self._flushed >= BATCH_SECONDS
        if due or not self._in_batches or len(self._waiting) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Store what still waits.

        Raises:
            ClaimLostError: the run is no longer this worker's; nothing is stored.
        """
        if self._waiting:
            self._store.trials.tell_all(
                self._run_id,
                self._token,
                self._waiting,
                best=self._best,
                box=self._box,
                upcoming=self._upcoming,
            )
            self._waiting = []
        self._flushed = time.monotonic()
