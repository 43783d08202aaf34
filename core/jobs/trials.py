"""The trials of a search: their seeds, faults of their results, and how they are stored."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence

import numpy as np

from core.specs import Box, Objective, Progress, Trial
from core.store import Store

BATCH = 500
BATCH_SECONDS = 0.05


def training_seed(run_seed: int, number: int) -> int:
    """Return the seed of the training that began with trial ``number``."""
    return int(np.random.SeedSequence([run_seed, number]).generate_state(1)[0])


def ended(trial: Trial, **outcome: object) -> Trial:
    """Return ``trial`` with its outcome and the present time."""
    return trial.model_copy(update={**outcome, "ended": time.time()})


def metrics_fault(metrics: Mapping[str, float], objectives: Sequence[Objective]) -> str:
    """Return why ``metrics`` cannot score a candidate; empty if they can."""
    for name, value in metrics.items():
        if not math.isfinite(value):
            return f"{name} must be a number; got {value}."
    for objective in objectives:
        if objective.metric not in metrics:
            return (
                f"{objective.metric} must be measured, as an objective; got only "
                f"{', '.join(metrics)}. Choose another objective."
            )
    return ""


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
