"""Confines a fault to one run: it is logged, tried again, and then fails that run."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from core.errors import ClaimLostError, CoreError, StoreError, first_line
from core.logs import logger
from core.store import Store

MAX_FAULTS = 3

log = logger(__name__)


class Isolation:
    """Counts the faults of each run, one after the other."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._faults: Counter[str] = Counter()

    @contextmanager
    def of(self, run_id: str) -> Iterator[None]:
        """Confine the faults of the block to one run; after ``MAX_FAULTS`` in a row it fails.

        Raises:
            StoreError: the store refused, which is everybody's trouble.
        """
        try:
            yield
        except StoreError:
            raise
        except ClaimLostError:
            log.info("run %s had ended before its worker did", run_id)
        except Exception as error:
            self._count(run_id, error)
        else:
            del self._faults[run_id]

    def _count(self, run_id: str, error: Exception) -> None:
        log.exception("run %s could not be handled", run_id)
        self._faults[run_id] += 1
        if self._faults[run_id] < MAX_FAULTS:
            return
        del self._faults[run_id]
        reason = (
            f"This run could not be handled, {MAX_FAULTS} times in a row: "
            f"{type(error).__name__}: {first_line(error)}"
        )
        with suppress(CoreError):
            self._store.runs.change(
                run_id,
                only=("queued", "running"),
                status="failed",
                reason=reason,
                request="",
                worker="",
                heartbeat=None,
                ended=time.time(),
            )
