"""A class that launches at once: when the last one's first point comes, and what the turns cost.

``python -m tests.benchmarks.bench_class 10 60`` is for ten owners and a minute.
"""

from __future__ import annotations

import sys
import time

from core.api import presets
from core.specs import RunSpec
from core.store import Store
from tests.benchmarks.dashboards import dashboard, wait_until_warm
from tests.benchmarks.figures import Figure, show

OWNERS, SECONDS = 30, 300.0
ENDLESS = 10_000


def measure(owners: int = OWNERS, seconds: float = SECONDS) -> list[Figure]:
    """Let so many owners work for so long, and then one alone."""
    quick = presets()["quick"]
    longer = quick.model_copy(
        update={"budget": quick.budget.model_copy(update={"trials": ENDLESS})}
    )
    together, first = _worked(longer, owners, seconds)
    alone, _ = _worked(longer, 1, seconds)
    words = f"{together} trials of all; {alone} of one alone"
    return [
        Figure(f"{owners} owners: the last one's first point", first, "s", 60.0),
        Figure("trials lost to their turns, as a share", 1 - together / alone, "", 0.1, words),
    ]


def _worked(spec: RunSpec, owners: int, seconds: float) -> tuple[int, float]:
    """Return the trials of all, and when every owner had one."""
    with dashboard() as (server, store):
        wait_until_warm(server)
        for number in range(owners):
            store.runs.add(spec.model_copy(update={"seed": number}), f"owner {number}")
        began, first = time.monotonic(), float("inf")
        while (passed := time.monotonic() - began) < seconds:
            if first == float("inf") and min(_trained(store)):
                first = passed
            time.sleep(0.1)
        return sum(_trained(store)), first


def _trained(store: Store) -> list[int]:
    return [run.counts.trained for run in store.runs.find()]


if __name__ == "__main__":
    given = [float(text) for text in sys.argv[1:3]]
    sys.exit(0 if show(measure(*([int(given[0]), *given[1:]] if given else []))) else 1)
