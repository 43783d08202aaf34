"""A real server with a home of its own, and a real Chromium that looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from core.store import Store
from tests.browser.dashboard import Server, find_chromium, serving
from tests.browser.front_page import TIMEOUT

# Where a test says nothing else: five seconds are too few for a busy machine.
expect.set_options(timeout=TIMEOUT)

Launch = tuple[BrowserType, dict[str, Any]]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One dashboard for all browser tests."""
    with serving(tmp_path_factory.mktemp("dashboard")) as started:
        yield started


@pytest.fixture(scope="session")
def dashboard_store(server: Server) -> Iterator[Store]:
    """The store that the server reads."""
    opened = Store(server.home, f"sqlite:///{server.home / 'paretoscope.db'}")
    yield opened
    opened.database.close()


@pytest.fixture(scope="session")
def driver() -> Iterator[Launch]:
    """How a Chromium is launched: the browsers' driver, and the arguments."""
    path = find_chromium()
    if path is None:
        pytest.skip("No Chromium: install one, or name it in CHROMIUM.")
    arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
    with sync_playwright() as playwright:
        yield playwright.chromium, {"executable_path": path, "args": arguments}


@pytest.fixture(scope="session")
def chromium(driver: Launch) -> Iterator[Browser]:
    """A browser in which every context is a stranger's."""
    kind, options = driver
    browser = kind.launch(**options)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def profile(driver: Launch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """One browser with a folder, where the dashboard's scripts stay compiled between visits."""
    kind, options = driver
    viewport: ViewportSize = {"width": 1280, "height": 900}
    folder = tmp_path_factory.mktemp("profile")
    context = kind.launch_persistent_context(folder, viewport=viewport, **options)
    context.set_default_timeout(TIMEOUT)
    yield context
    context.close()


@pytest.fixture
def page(profile: BrowserContext, server: Server) -> Iterator[Page]:
    """A fresh visitor's window; an error in the page's own scripts fails the test."""
    opened = profile.new_page()
    forget(opened, server.url)
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    # The first window, which is empty, keeps the browser open.
    for each in profile.pages[1:]:
        each.close()
    assert not faults


def forget(page: Page, url: str) -> None:
    """Delete the cookies and the storage that a dashboard has left in the browser."""
    page.context.clear_cookies()
    session = page.context.new_cdp_session(page)
    kinds = "local_storage,indexeddb,cache_storage,service_workers"
    session.send("Storage.clearDataForOrigin", {"origin": url, "storageTypes": kinds})
    session.detach()
