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

from core.paths import home
from core.store import Store


def main() -> None:
    """Warm up, take one run, work it off. Ends at once when standard input closes."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    lines = listening()
    from core.estimators.warmup import warm_up

    warm_up()
    message = json.loads(lines.get())

    from core.jobs.search import work

    work(Store(home()), message["run"], message["token"], message["device"])


def listening() -> SimpleQueue[str]:
    """Where the line will be that standard input brings.

    If it closes without one the process ends at once, also while TensorFlow is being imported.
    """
    lines: SimpleQueue[str] = SimpleQueue()

    def listen() -> None:
        if line := sys.stdin.readline():
            lines.put(line)
        else:
            os._exit(0)

    Thread(target=listen, daemon=True).start()
    return lines


if __name__ == "__main__":
    main()
