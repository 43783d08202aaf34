"""What a viewer sees when the server goes away, and when nobody looks."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, WebSocket, expect

from core.store import Store
from tests.browser.dashboard import Server
from tests.browser.front_page import ROOT, TIMEOUT, has_trials, open_front
from tests.seeds import add_trials, seed_run, seed_trials

pytestmark = pytest.mark.browser

HIDE = """hidden => {
  Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}"""


def open_stream(page: Page, url: str, run_id: str) -> WebSocket:
    """Open a run's front; returns the socket that its chart listens to."""
    sockets: list[WebSocket] = []
    page.on("websocket", lambda socket: sockets.append(socket))
    open_front(page, url, run_id)
    return next(socket for socket in sockets if "/events" in socket.url)


def test_dropped_stream_is_reported_and_catches_up_without_reload(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    run_id = seed_run(dashboard_store, seed_trials(10))
    open_front(page, server.url, run_id)
    page.evaluate("window.sameVisit = true")
    server.kill()
    banner = page.get_by_test_id("front-connection")
    expect(banner).to_have_text("Connection lost. Reconnecting…", timeout=TIMEOUT)
    add_trials(dashboard_store, run_id, seed_trials(7, first=10))
    server.start()
    has_trials(page, 17)
    expect(banner).to_be_hidden()
    assert page.evaluate("window.sameVisit") is True


def test_deep_link_is_the_first_request_after_a_restart(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    run_id = seed_run(dashboard_store, seed_trials(12), name="Linked run")
    server.kill()
    server.start()
    open_front(page, server.url, run_id)
    has_trials(page, 12)
    expect(page.get_by_role("heading", name="Linked run")).to_be_visible()
    expect(page.get_by_text("Page not found")).to_have_count(0)


def test_hidden_tab_rests_and_catches_up(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    run_id = seed_run(dashboard_store, seed_trials(10))
    stream = open_stream(page, server.url, run_id)
    with stream.expect_event("close"):
        page.evaluate(HIDE, True)
    add_trials(dashboard_store, run_id, seed_trials(3, first=10))
    assert page.locator(ROOT).get_attribute("data-trials") == "10"
    page.evaluate(HIDE, False)
    has_trials(page, 13)


def test_leaving_the_page_closes_the_stream(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    run_id = seed_run(dashboard_store, seed_trials(10))
    stream = open_stream(page, server.url, run_id)
    with stream.expect_event("close", timeout=TIMEOUT):
        page.get_by_role("link", name="Runs", exact=True).click()
    assert stream.is_closed()
