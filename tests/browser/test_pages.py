"""Every page in a real browser, with nothing to show and with something."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.store import Store
from tests.browser.dashboard import Server, serving
from tests.browser.front_page import TIMEOUT
from tests.seeds import seed_run, seed_trials

pytestmark = pytest.mark.browser

HEADINGS = {
    "": "A smaller network costs accuracy",
    "design": "Design a search space",
    "launch": "Launch a search",
    "front": "Front",
    "candidate": "Candidate",
    "runs": "Runs",
}


@pytest.fixture(scope="module")
def empty_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A dashboard that nobody has used yet."""
    with serving(tmp_path_factory.mktemp("unused")) as started:
        yield started


def shows(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible(timeout=TIMEOUT)
    expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.parametrize("path", HEADINGS)
def test_page_with_nothing_to_show(page: Page, empty_server: Server, path: str) -> None:
    page.goto(f"{empty_server.url}/{path}")
    shows(page, HEADINGS[path])


@pytest.mark.parametrize("path", ["front", "candidate", "runs"])
def test_empty_page_leads_on(page: Page, empty_server: Server, path: str) -> None:
    page.goto(f"{empty_server.url}/{path}")
    way = page.get_by_test_id("stMain").get_by_test_id("stPageLink")
    expect(way).to_be_visible(timeout=TIMEOUT)


def test_pages_with_a_run(page: Page, server: Server, dashboard_store: Store) -> None:
    run_id = seed_run(dashboard_store, seed_trials(20), name="A full run")
    for path, heading in (
        ("", HEADINGS[""]),
        ("runs", "Runs"),
        (f"launch?from={run_id}", "Launch a search"),
        (f"front?run={run_id}", "A full run"),
        (f"candidate?run={run_id}&trial=3", "Trial 3"),
    ):
        page.goto(f"{server.url}/{path}")
        shows(page, heading)


def test_name_is_kept_by_the_browser(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/runs")
    box = page.get_by_role("textbox", name="Your name")
    box.fill("Zoë & co")
    box.press("Enter")
    expect(page.get_by_test_id("stMain")).to_be_visible()
    page.wait_for_function("document.cookie.includes('paretoscope_owner')", timeout=TIMEOUT)
    page.goto(f"{server.url}/launch")
    expect(page.get_by_role("textbox", name="Your name")).to_have_value("Zoë & co", timeout=TIMEOUT)


def test_chart_downloads_as_one_file(
    page: Page, server: Server, dashboard_store: Store, tmp_path: Path
) -> None:
    run_id = seed_run(dashboard_store, seed_trials(20), name="To <b>share</b>")
    page.goto(f"{server.url}/front?run={run_id}")
    with page.expect_download(timeout=TIMEOUT) as download:
        page.get_by_role("button", name="Chart as a web page").click()
    file = tmp_path / "front.html"
    download.value.save_as(file)
    page.goto(file.as_uri())
    expect(page.locator(".js-plotly-plot .gtitle")).to_have_text("To <b>share</b>")
    expect(page.locator("[data-title^='Share chart']")).to_have_count(0)
