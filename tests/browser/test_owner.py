"""A name typed once stays: over launches, pages, reloads, deep links and tabs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from core.store import Store
from tests.browser.dashboard import Server
from tests.browser.front_page import TIMEOUT

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def stranger(chromium: Browser) -> Iterator[Callable[[], Page]]:
    """Opens windows of a browser that was never here before."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(TIMEOUT)
    yield context.new_page
    context.close()


@pytest.fixture(autouse=True)
def stopped_afterwards(dashboard_store: Store) -> Iterator[None]:
    yield
    for run in dashboard_store.runs.find("queued", "running"):
        dashboard_store.runs.change(run.id, only=("queued",), status="stopped")
        dashboard_store.runs.change(run.id, only=("running",), request="stop")


def name_box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your name")


def type_name(page: Page, name: str) -> None:
    box = name_box(page)
    box.fill(name, timeout=TIMEOUT)
    box.press("Enter")
    expect(page.get_by_text(f"Launched by {name}")).to_be_visible(timeout=TIMEOUT)


def launch(page: Page) -> None:
    page.get_by_role("button", name="Launch", exact=True).click(timeout=TIMEOUT)
    page.wait_for_url("**/front?*", timeout=TIMEOUT)


def owners(store: Store, count: int) -> list[str]:
    return [run.owner for run in store.runs.find(limit=count)]


def test_two_launches_of_a_stranger_carry_the_name(
    stranger: Callable[[], Page], server: Server, dashboard_store: Store
) -> None:
    page = stranger()
    page.goto(f"{server.url}/launch")
    type_name(page, "Mia")
    launch(page)
    expect(name_box(page)).to_have_value("Mia", timeout=TIMEOUT)
    page.get_by_test_id("stSidebarNavItems").get_by_role("link", name="Launch").click()
    expect(page.get_by_text("Launched by Mia")).to_be_visible(timeout=TIMEOUT)
    launch(page)
    assert owners(dashboard_store, 2) == ["Mia", "Mia"]


def test_the_name_is_there_after_a_reload_on_every_page_and_by_a_deep_link(
    stranger: Callable[[], Page], server: Server
) -> None:
    page = stranger()
    page.goto(f"{server.url}/launch")
    type_name(page, "Mia")
    kept = "document.cookie.includes('paretoscope_owner')"
    page.wait_for_function(kept, timeout=TIMEOUT, polling=100)
    for path in ("launch", "design", "runs"):
        page.goto(f"{server.url}/{path}")
        expect(name_box(page)).to_have_value("Mia", timeout=TIMEOUT)
        page.reload()
        expect(name_box(page)).to_have_value("Mia", timeout=TIMEOUT)
    another = stranger()
    another.goto(f"{server.url}/launch")
    expect(name_box(another)).to_have_value("Mia", timeout=TIMEOUT)


def test_windows_that_are_open_already_take_up_the_name(
    stranger: Callable[[], Page], server: Server
) -> None:
    first, second = stranger(), stranger()
    for page in (first, second):
        page.goto(f"{server.url}/launch")
        expect(page.get_by_text("Launched by guest")).to_be_visible(timeout=TIMEOUT)
    type_name(first, "Mia")
    expect(second.get_by_text("Launched by Mia")).to_be_visible(timeout=TIMEOUT)
    type_name(second, "Zoë")
    expect(first.get_by_text("Launched by Zoë")).to_be_visible(timeout=TIMEOUT)
    type_name(first, "Mia")
    expect(second.get_by_text("Launched by Mia")).to_be_visible(timeout=TIMEOUT)


def test_a_name_that_was_taken_out_stays_out(stranger: Callable[[], Page], server: Server) -> None:
    page = stranger()
    page.goto(f"{server.url}/launch")
    type_name(page, "Mia")
    box = name_box(page)
    box.fill("")
    box.press("Enter")
    expect(page.get_by_text("Launched by guest")).to_be_visible(timeout=TIMEOUT)
    launch(page)
    expect(name_box(page)).to_have_value("", timeout=TIMEOUT)
