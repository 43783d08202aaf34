"""A worker: imports TensorFlow, waits for a run on standard input, runs it, ends.

One process a run, because TensorFlow keeps a GPU's memory until its process ends.
"""

from __future__ import annotations

import json
import logging
import sys

from core.paths import home
from core.store import Store


def main() -> None:
    """Warm up, take one run, work it off. Ends at once when standard input closes."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    from core.estimators.warmup import warm_up

    warm_up()
    line = sys.stdin.readline()
    if not line:
        return
    message = json.loads(line)

    from core.jobs.search import work

    work(Store(home()), message["run"], message["token"], message["device"])


if __name__ == "__main__":
    main()
