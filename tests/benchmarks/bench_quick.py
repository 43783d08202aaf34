"""The quick search as a visitor sees it: first trial, delays, the whole run, a killed worker."""

from __future__ import annotations

import sys
import time
from statistics import median

import numpy as np
from playwright.sync_api import Browser, Page

from core.api import presets
from core.jobs import processes
from core.store import Store
from tests.benchmarks.dashboards import (
    chromium,
    dashboard,
    start_quick,
    wait,
    wait_for_end,
    wait_until_warm,
)
from tests.benchmarks.figures import Figure, show
from tests.browser.dashboard import Server

REPEATS = 3

# Notes, frame by frame, when the chart first holds each number of trials.
WATCH = """() => {
  window.seenAt = {};
  const look = () => {
    const root = document.querySelector("[data-part=root]");
    const count = Number(root?.dataset.trials ?? 0);
    if (count && !(count in window.seenAt)) window.seenAt[count] = Date.now() / 1000;
    requestAnimationFrame(look);
  };
  look();
}"""


def measure() -> list[Figure]:
    """Warm and cold starts, the delay of every point, the seconds of the whole run."""
    with chromium() as browser:
        warm, delays, seconds = _warm(browser)
        cold = [_cold(browser) for _ in range(REPEATS)]
    recoveries = _recoveries()
    ninety_five = float(np.quantile(delays, 0.95))
    return [
        Figure("click to first trial, warm worker", warm, "s", 3.0),
        Figure("click to first trial, cold", median(cold), "s", 12.0, f"all: {_list(cold)}"),
        Figure(
            "trial finished to visible, 95th percentile",
            ninety_five,
            "s",
            0.5,
            f"median {median(delays):.2f} s of {len(delays)} trials",
        ),
        Figure("quick: 40 trials on digits", seconds, "s", 180.0),
        Figure(
            "worker killed to its run's next trial, worst of 3",
            max(recoveries),
            "s",
            15.0,
            f"all: {_list(recoveries)}",
        ),
    ]


def _warm(browser: Browser) -> tuple[float, list[float], float]:
    with dashboard() as (server, store):
        wait_until_warm(server)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.add_init_script(f"addEventListener('load', {WATCH})")
        first = start_quick(page, server)
        wait_for_end(store)
        run = store.runs.find(limit=1)[0]
        delays = _delays(page, store)
        page.close()
        return first, delays, (run.ended or 0.0) - run.created


def _delays(page: Page, store: Store) -> list[float]:
    seen = {int(count): at for count, at in page.evaluate("window.seenAt").items()}
    ended = [trial.ended for trial in store.trials.of(store.runs.find(limit=1)[0].id)]
    # A frame that shows two new trials at once shows both of them then.
    return [min(at for n, at in seen.items() if n > i) - ended[i] for i in range(max(seen))]


def _cold(browser: Browser) -> float:
    with dashboard() as (server, _store):
        _without_spare(server)
        page = browser.new_page()
        page.goto(server.url)
        page.get_by_role("button", name="Watch a search now").wait_for(timeout=60_000)
        _without_spare(server)
        seconds = start_quick(page, server)
        page.close()
        return seconds


def _recoveries() -> list[float]:
    """Seconds from a worker's end to its run's next trial, for several kills in a row.

    The run began with the spare worker, and each kill comes before there is another: this is the
    slow way, with TensorFlow to import.
    """
    with dashboard() as (server, store):
        wait_until_warm(server)
        store.runs.add(presets()["quick"], "bench")
        _next_trial(store)
        return [_recovery(store) for _ in range(REPEATS)]


def _recovery(store: Store) -> float:
    [victim] = store.runs.holders()
    processes.kill(victim.pid, victim.born)
    began = time.perf_counter()
    _next_trial(store)
    return time.perf_counter() - began


def _next_trial(store: Store) -> None:
    trained = store.runs.find(limit=1)[0].counts.trained
    wait(lambda: store.runs.find(limit=1)[0].counts.trained > trained, 120)


def _without_spare(server: Server) -> None:
    for spare in server.supervisor().children():
        spare.kill()


def _list(values: list[float]) -> str:
    return ", ".join(f"{value:.1f}" for value in values)


if __name__ == "__main__":
    sys.exit(0 if show(measure()) else 1)
