"""The web server under viewers: its memory, its share of the processor, a run of 10,000 trials."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from statistics import median

import psutil
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from core import api
from core.jobs.heartbeat import Heartbeat
from core.store import Store
from tests.benchmarks.dashboards import TRIALS, chromium, dashboard, wait_until_warm
from tests.benchmarks.figures import Figure, show
from tests.browser.dashboard import Server
from tests.seeds import add_trials, seed_spec, seed_trials

LARGE = 10_000
REPEATS = 3
VIEWERS = 30
WATCHED_SECONDS = 20.0
TRIAL_SECONDS = 1.0
CORES = 2
VIEW: ViewportSize = {"width": 1280, "height": 900}


def measure() -> list[Figure]:
    with chromium() as browser:
        return [*_memory(browser), *_large(browser), _viewers(browser)]


def _seeded(server: Server, store: Store, trials: int, budget: int) -> str:
    """A running run whose worker is this process."""
    chief = server.supervisor()
    # Held still, so that it does not give the run to a real worker first.
    chief.suspend()
    run_id = store.runs.add(seed_spec("seeded", budget), api.GUEST)
    store.runs.claim(run_id, token="bench", device="cpu", pid=os.getpid(), born=_born())
    chief.resume()
    add_trials(store, run_id, seed_trials(trials))
    return run_id


def _born() -> float:
    return psutil.Process().create_time()


def _memory(browser: Browser) -> list[Figure]:
    with dashboard() as (server, store):
        run_id = _seeded(server, store, 200, 400)
        pages = [_open(browser.new_context(), server, run_id) for _ in range(5)]
        time.sleep(2)
        process = server.process()
        megabytes = process.memory_info().rss / 2**20
        mapped = Path(f"/proc/{process.pid}/maps")
        imported = mapped.exists() and "tensorflow" in mapped.read_text()
        for context in pages:
            context.close()
    return [
        Figure("web server's memory, 5 viewers", megabytes, "MB", 250.0),
        Figure("TensorFlow in the web server", float(imported), "(0 = no)", 0.0),
    ]


def _open(context: BrowserContext, server: Server, run_id: str) -> BrowserContext:
    page = context.new_page()
    page.goto(f"{server.url}/front?run={run_id}")
    page.wait_for_function(f"Number({TRIALS}) >= 1", timeout=120_000)
    return context


def _large(browser: Browser) -> list[Figure]:
    """Until the chart is drawn with all trials: from within the dashboard, and from nothing."""
    with dashboard() as (server, store):
        run_id = _seeded(server, store, LARGE, LARGE)
        store.runs.change(run_id, status="finished")
        wait_until_warm(server)
        points = store.runs.get(run_id).counts.complete
        cold = [_from_address(browser, server, run_id, points) for _ in range(REPEATS + 1)][1:]
        alone = [_runs_page(browser, server) for _ in range(REPEATS)]
        inside = [_from_runs_page(browser, server, points) for _ in range(REPEATS)]
    name = "Front page of 10,000 trials ready"
    streamlit = f"of which Streamlit's own start, seen on the Runs page: {median(alone):.1f} s"
    return [
        Figure(f"{name}, from the Runs page", median(inside), "s", 2.0),
        Figure(f"{name}, in a browser never used", median(cold), "s", 2.0, streamlit),
    ]


def _from_address(browser: Browser, server: Server, run_id: str, points: int) -> float:
    context = browser.new_context(viewport=VIEW)
    page = context.new_page()
    began = time.perf_counter()
    page.goto(f"{server.url}/front?run={run_id}", wait_until="commit")
    _until_drawn(page, points)
    seconds = time.perf_counter() - began
    context.close()
    return seconds


def _runs_page(browser: Browser, server: Server) -> float:
    context = browser.new_context(viewport=VIEW)
    page = context.new_page()
    began = time.perf_counter()
    page.goto(f"{server.url}/runs", wait_until="commit")
    page.get_by_text("seeded").filter(visible=True).first.wait_for(timeout=60_000)
    seconds = time.perf_counter() - began
    context.close()
    return seconds


def _from_runs_page(browser: Browser, server: Server, points: int) -> float:
    context = browser.new_context(viewport=VIEW)
    page = context.new_page()
    page.goto(f"{server.url}/runs")
    page.get_by_text("seeded").filter(visible=True).first.wait_for(timeout=60_000)
    page.wait_for_timeout(1000)
    began = time.perf_counter()
    page.get_by_text("seeded").filter(visible=True).first.click()
    _until_drawn(page, points)
    seconds = time.perf_counter() - began
    context.close()
    return seconds


def _until_drawn(page: Page, points: int) -> None:
    drawn = "Number(document.querySelector('[data-part=root]')?.dataset.drawn)"
    page.wait_for_function(f"{drawn} >= {points}", timeout=120_000, polling=20)


def _viewers(browser: Browser) -> Figure:
    """The server's processor time while thirty watch one run that gains a trial a second."""
    with dashboard() as (server, store):
        run_id = _seeded(server, store, 20, 400)
        with Heartbeat(store, run_id, "bench"), browser.new_context() as context:
            for _ in range(VIEWERS):
                _open(context, server, run_id)
            time.sleep(3)
            before, began = _spent(server), time.perf_counter()
            _run(store, run_id)
            share = (_spent(server) - before) / (time.perf_counter() - began) / CORES
            least = min(int(page.evaluate(TRIALS)) for page in context.pages)
            count = len(store.trials.of(run_id))
    return Figure(
        "30 viewers: web server's share of two cores",
        100 * share,
        "%",
        25.0,
        f"all saw {least} of {count} trials",
    )


def _run(store: Store, run_id: str) -> None:
    """What a worker writes: an epoch three times a second, a trial every second."""
    end = time.monotonic() + WATCHED_SECONDS
    number = 20
    for trial in seed_trials(200, first=number):
        if time.monotonic() > end:
            return
        for epoch in range(1, 4):
            progress = {"number": trial.number, "epoch": epoch, "epochs": 3}
            store.runs.advance(run_id, "bench", progress=progress)
            time.sleep(TRIAL_SECONDS / 3)
        store.trials.tell(run_id, "bench", trial, best={"val_accuracy": 0.9})


def _spent(server: Server) -> float:
    times = server.process().cpu_times()
    return float(times.user + times.system)


if __name__ == "__main__":
    sys.exit(0 if show(measure()) else 1)
