"""The worker's sign of life: a thread that beats, counts working time and hears requests."""

from __future__ import annotations

import logging
import threading
import time

from core.errors import ClaimLostError, StoreError
from core.store import Store

BEAT_SECONDS = 0.5

log = logging.getLogger(__name__)


class Interrupted(Exception):  # noqa: N818 - a control flow signal, not an error
    """The run is to be let go: ``request`` is ``pause``, ``stop``, ``yield`` or ``lost``."""

    def __init__(self, request: str) -> None:
        super().__init__(request)
        self.request = request


class Heartbeat:
    """Beats for one run while the ``with`` block lasts."""

    def __init__(self, store: Store, run_id: str, token: str) -> None:
        self._store, self._run_id, self._token = store, run_id, token
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        self.request = ""

    def __enter__(self) -> Heartbeat:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def check(self, *heeded: str) -> None:
        """Raise :class:`Interrupted` if a request ``heeded`` here came, or the claim is lost."""
        if self.request in (*heeded, "lost"):
            raise Interrupted(self.request)

    def _beat(self) -> None:
        last = time.monotonic()
        while not self._stop.is_set() and self.request != "lost":
            now = time.monotonic()
            try:
                seconds = now - last
                self.request = self._store.runs.beat(self._run_id, self._token, seconds=seconds)
                last = now
            except ClaimLostError:
                self.request = "lost"
            except StoreError as error:
                log.warning("no heartbeat: %s", error)
            self._stop.wait(BEAT_SECONDS)
