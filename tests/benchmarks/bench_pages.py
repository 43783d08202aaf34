"""How long each page takes until it can be used: in a browser never used, and seen again.

``python -m tests.benchmarks.bench_pages Front Compare`` measures these pages alone.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Collection
from statistics import median

from playwright.sync_api import Browser, BrowserContext, ViewportSize

from core.store import Store
from tests.benchmarks.dashboards import chromium, dashboard, wait_until_warm
from tests.benchmarks.figures import Figure, show
from tests.prunings import pruned_trials, seed_parent, seed_pruning
from tests.seeds import seed_run, seed_split, seed_trials

REPEATS = 5
TARGET = 2.5
VIEW: ViewportSize = {"width": 1280, "height": 900}
PAGES = {
    "Home": "",
    "Design": "design",
    "Launch": "launch",
    "Prune": "prune",
    "Prune, with a parent": "prune?parent=net",
    "Front": "front?run={one}",
    "Front of a pruning": "front?run={pruned}",
    "Candidate": "candidate?run={one}&trial=3",
    "Compare": "compare?runs={one},{two}",
    "Runs": "runs",
    "Glossary": "glossary",
}
# The title is there, nothing is still to come in its place, the script has come to its end, and a
# chart of ours has drawn its points.
USABLE = """() => {
  const chart = document.querySelector("[data-part=root]");
  return document.querySelector("h1")
    && document.querySelector("[data-test-script-state=notRunning]")
    && !document.querySelector("[data-testid=stSkeleton]")
    && (!chart || Number(chart.dataset.drawn ?? chart.dataset.passing) > 0);
}"""


def measure(names: Collection[str] = PAGES) -> list[Figure]:
    """The pages called ``names``, cold and warm: the median of a few visits each."""
    with chromium() as browser, dashboard() as (server, store):
        ids = _seeded(store)
        wait_until_warm(server)
        figures = []
        for name in names:
            address = f"{server.url}/{PAGES[name].format(**ids)}"
            # The first visit of all compiles the server's own modules: nobody's daily wait.
            _visits(browser, address)
            cold, warm = zip(*(_visits(browser, address) for _ in range(REPEATS)), strict=True)
            figures += [
                Figure(f"{name} usable, in a browser never used", median(cold), "s", TARGET),
                Figure(f"{name} usable, seen again", median(warm), "s", TARGET),
            ]
        return figures


def _seeded(store: Store) -> dict[str, str]:
    """Two finished searches and a pruning run with its parent."""
    seed_parent(store.home)
    ids = {
        name: seed_run(store, seed_trials(60, seed=seed), name=f"Run {name}")
        for seed, name in enumerate(("one", "two"))
    }
    for run_id in ids.values():
        seed_split(store, run_id)
    return ids | {"pruned": seed_pruning(store, pruned_trials(30))}


def _visits(browser: Browser, address: str) -> tuple[float, float]:
    """Seconds until the page can be used: the first time, and once more in the same browser."""
    context = browser.new_context(viewport=VIEW)
    seconds = _seconds(context, address), _seconds(context, address)
    context.close()
    return seconds


def _seconds(context: BrowserContext, address: str) -> float:
    page = context.new_page()
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_function(USABLE, timeout=120_000, polling=20)
    seconds = time.perf_counter() - began
    page.close()
    return seconds


if __name__ == "__main__":
    sys.exit(0 if show(measure(sys.argv[1:] or PAGES)) else 1)
