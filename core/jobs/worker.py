"""A worker: imports TensorFlow, waits for a run on standard input, runs it, ends.

One process a run, because TensorFlow keeps a GPU's memory until its process ends.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from queue import SimpleQueue
from threading import Thread
from typing import NamedTuple

from core.jobs.heartbeat import Heartbeat
from core.settings import home
from core.store import Store


class Given(NamedTuple):
    """The run that a worker was given, and the heart that beats for it since."""

    store: Store
    heartbeat: Heartbeat
    run: str
    token: str
    device: str
    before: str


def main() -> None:
    """Warm up, take one run, work it off. Ends at once when standard input closes."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    given = listening()
    from core.estimators.warmup import warm_up

    warm_up()
    one = given.get()

    from core.jobs.search import work

    work(one.store, one.run, one.token, one.device, before=one.before, heartbeat=one.heartbeat)


def listening() -> SimpleQueue[Given]:
    """Return the queue for the run that standard input will bring, with its heartbeat.

    If it closes without one the process ends at once, also while TensorFlow is being imported,
    which may take longer than a worker may be silent.
    """
    found: SimpleQueue[Given] = SimpleQueue()

    def listen() -> None:
        line = sys.stdin.readline()
        if not line:
            os._exit(0)
        try:
            found.put(_begun(json.loads(line)))
        except Exception:
            # The main thread would wait for good.
            logging.exception("the run could not be taken")
            os._exit(1)

    Thread(target=listen, daemon=True).start()
    return found


def _begun(message: dict[str, str]) -> Given:
    store, run_id, token = Store(home()), message["run"], message["token"]
    heartbeat = Heartbeat(store, run_id, token)
    heartbeat.start()
    return Given(store, heartbeat, run_id, token, message["device"], message.get("before", ""))


if __name__ == "__main__":
    main()
