"""A worker: imports TensorFlow, then works off one run after another from standard input."""

from __future__ import annotations

import json
import logging
import os
import sys
from queue import Queue
from threading import Thread
from typing import NamedTuple

from core.jobs.heartbeat import Heartbeat
from core.settings import home
from core.store import Store


class Given(NamedTuple):
    """A run that a worker was given, and the heart that beats for it since."""

    store: Store
    heartbeat: Heartbeat
    run: str
    token: str
    device: str
    before: str


def main() -> None:
    """Warm up, then take runs. Ends when standard input closes, after the run that it is at."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    runs = listening()
    from core.estimators.warmup import clear, warm_up

    warm_up()

    from core.jobs.search import work

    while (one := runs.get()) is not None:
        work(one.store, one.run, one.token, one.device, before=one.before, heartbeat=one.heartbeat)
        clear()
        runs.task_done()


def listening() -> Queue[Given | None]:
    """Return the queue of the runs that standard input brings, each with its heartbeat.

    If it closes while there is none the process ends at once, also while TensorFlow is being
    imported, which may take longer than a worker may be silent; else None comes last.
    """
    found: Queue[Given | None] = Queue()

    def listen() -> None:
        store: Store | None = None
        for line in sys.stdin:
            try:
                store = store or Store(home())
                found.put(_begun(store, json.loads(line)))
            except Exception:
                # The main thread would wait for good.
                logging.exception("the run could not be taken")
                os._exit(1)
        if not found.unfinished_tasks:
            os._exit(0)
        found.put(None)

    Thread(target=listen, daemon=True).start()
    return found


def _begun(store: Store, message: dict[str, str]) -> Given:
    run_id, token = message["run"], message["token"]
    heartbeat = Heartbeat(store, run_id, token)
    heartbeat.start()
    return Given(store, heartbeat, run_id, token, message["device"], message.get("before", ""))


if __name__ == "__main__":
    main()
