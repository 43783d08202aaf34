"""A dashboard and a browser to measure with, and what the processes behind it cost."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from core.jobs.client import supervisor_alive
from core.store import Store
from tests.browser.dashboard import Server, find_chromium, serving

TRIALS = "document.querySelector('[data-part=root]')?.dataset.trials"


@contextmanager
def dashboard() -> Iterator[tuple[Server, Store]]:
    """A dashboard with an empty home of its own."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        serving(Path(folder)) as server,
    ):
        wait(lambda: supervisor_alive(server.home), 30)
        yield server, Store(server.home, f"sqlite:///{server.home / 'paretoscope.db'}")


@contextmanager
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        raise SystemExit("No Chromium: install one, or name it in CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def wait_until_warm(server: Server) -> None:
    """Until the spare worker has imported what it needs and computes no more."""
    wait(lambda: bool(server.supervisor().children()), 60)
    quiet, last = 0, -1.0
    while quiet < 4:
        spent = sum(sum(p.cpu_times()[:2]) for p in server.supervisor().children())
        quiet = quiet + 1 if spent - last < 0.02 else 0
        last = spent
        time.sleep(0.5)


def start_quick(page: Page, server: Server) -> float:
    """Click the button on Home; seconds until the first trial is in the chart."""
    page.goto(server.url)
    button = page.get_by_role("button", name="Watch a search now")
    button.wait_for(timeout=60_000)
    # The page is still settling when the button appears; a person needs a moment to find it.
    page.wait_for_timeout(1000)
    began = time.perf_counter()
    button.click()
    page.wait_for_function(f"Number({TRIALS}) >= 1", timeout=120_000, polling=20)
    return time.perf_counter() - began


def wait_for_end(store: Store, seconds: float = 600) -> None:
    """Until the newest run has ended."""
    wait(lambda: store.runs.find(limit=1)[0].has_ended, seconds)


def wait(condition: Callable[[], bool], seconds: float) -> None:
    """Until ``condition`` holds.

    Raises:
        TimeoutError: it does not within ``seconds``.
    """
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"nothing happened within {seconds} s")
        time.sleep(0.1)
