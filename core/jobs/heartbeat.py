"""The worker's sign of life: a thread that beats, counts working time and hears requests."""

from __future__ import annotations

import threading
import time

from core.errors import ClaimLostError, StoreError
from core.logs import logger
from core.store import Store

BEAT_SECONDS = 0.5

log = logger(__name__)


class Interrupted(Exception):  # noqa: N818 - a control flow signal, not an error
    """The run is to be let go: ``request`` is ``pause``, ``stop``, ``yield`` or ``lost``."""

    def __init__(self, request: str) -> None:
        super().__init__(request)
        self.request = request


class Heartbeat:
    """Beats for one run from :meth:`start` on, or from the start of the ``with`` block.

    It ends with the block, whose time alone is work.
    """

    def __init__(self, store: Store, run_id: str, token: str) -> None:
        self._store, self._run_id, self._token = store, run_id, token
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        self._working_since: float | None = None
        self.request = ""

    def start(self) -> None:
        """Beat already, while the run waits for TensorFlow."""
        self._thread.start()

    def __enter__(self) -> Heartbeat:
        self._working_since = time.monotonic()
        if self._thread.ident is None:
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
        while not self._stop.is_set() and self.request != "lost":
            now, since = time.monotonic(), self._working_since
            seconds = 0.0 if since is None else max(0.0, now - since)
            try:
                self.request = self._store.runs.beat(self._run_id, self._token, seconds=seconds)
                if since is not None:
                    # What was written is not written again.
                    self._working_since = since + seconds
                if self._store.moved():
                    log.error("%s was moved or removed; this run is let go", self._store.home)
                    self.request = "lost"
            except ClaimLostError:
                self.request = "lost"
            except StoreError as error:
                log.warning("no heartbeat: %s", error)
            self._stop.wait(BEAT_SECONDS)
