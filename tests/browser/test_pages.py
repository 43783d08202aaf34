"""Every page in a real browser, with nothing to show and with something."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.store import Store
from tests.browser.dashboard import Server, serving
from tests.browser.front_page import TIMEOUT, settled
from tests.seeds import add_trials, seed_run, seed_trials

pytestmark = pytest.mark.browser

ALONE = "import core.jobs.client as client\nclient.want_supervisor = lambda home: None"
HEADINGS = {
    "": "A smaller network costs accuracy",
    "design": "Design a search space",
    "launch": "Launch a search",
    "front": "Front",
    "candidate": "Candidate",
    "compare": "Compare searches",
    "runs": "Runs",
    "glossary": "Glossary",
}


@pytest.fixture(scope="module")
def empty_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A dashboard that nobody has used yet."""
    with serving(tmp_path_factory.mktemp("unused")) as started:
        yield started


def faults_of(page: Page, heading: str) -> int:
    """How many errors stand on the page, once it shows its heading."""
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible(timeout=TIMEOUT)
    return page.get_by_test_id("stException").count()


@pytest.mark.parametrize("path", HEADINGS)
def test_page_with_nothing_to_show(page: Page, empty_server: Server, path: str) -> None:
    page.goto(f"{empty_server.url}/{path}")
    assert faults_of(page, HEADINGS[path]) == 0


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
        assert faults_of(page, heading) == 0


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
    settled(page)
    with page.expect_download(timeout=TIMEOUT) as download:
        page.get_by_role("button", name="Chart as a web page").click()
    file = tmp_path / "front.html"
    download.value.save_as(file)
    page.goto(file.as_uri())
    expect(page.locator(".js-plotly-plot .gtitle")).to_have_text("To <b>share</b>")
    expect(page.locator("[data-title^='Share chart']")).to_have_count(0)


@pytest.fixture
def run_at_work(tmp_path: Path) -> Iterator[tuple[Server, Store, str]]:
    """A dashboard without a supervisor, which would end a run that only seems to run."""
    with serving(tmp_path, before=ALONE) as started:
        store = Store(started.home, f"sqlite:///{started.home / 'paretoscope.db'}")
        run_id = seed_run(store, [], name="At work")
        store.runs.change(run_id, status="running", ended=None)
        yield started, store, run_id
        store.database.close()


def test_runs_follow_by_themselves_and_keep_what_is_being_typed(
    page: Page, run_at_work: tuple[Server, Store, str]
) -> None:
    server, store, run_id = run_at_work
    page.goto(f"{server.url}/runs")
    main, asked = page.get_by_test_id("stMain"), page.get_by_role("dialog")
    expect(main.get_by_text("Running")).to_be_visible(timeout=TIMEOUT)
    main.get_by_test_id("stMenuButton").get_by_role("button").click()
    page.get_by_role("menuitem", name="Rename").click()
    asked.get_by_role("textbox", name="Name").fill("A better na")
    add_trials(store, run_id, seed_trials(1))
    expect(main.get_by_text("1 of 1")).to_be_visible(timeout=TIMEOUT)
    expect(asked.get_by_role("textbox", name="Name")).to_have_value("A better na")
    page.keyboard.press("Escape")
    store.runs.change(run_id, status="finished")
    expect(main.get_by_text("Finished")).to_be_visible(timeout=TIMEOUT)


def test_finished_run_is_replayed_without_training(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    seed_run(dashboard_store, seed_trials(12), name="To be replayed")
    page.goto(f"{server.url}/runs")
    page.get_by_role("textbox", name="Search").fill("To be replayed")
    page.keyboard.press("Enter")
    menus = page.get_by_test_id("stMain").get_by_test_id("stMenuButton")
    expect(menus).to_have_count(1, timeout=TIMEOUT)
    menus.get_by_role("button").click()
    page.get_by_role("menuitem", name="Replay").click()
    asked = page.get_by_role("dialog")
    asked.get_by_role("spinbutton", name="Networks a second").fill("100")
    asked.get_by_role("button", name="Replay", exact=True).click()
    expect(page.get_by_role("heading", name="To be replayed, replayed")).to_be_visible(
        timeout=TIMEOUT
    )
    expect(page.get_by_text("Finished")).to_be_visible(timeout=TIMEOUT)
    (played,) = [run for run in dashboard_store.runs.find() if "replayed, replayed" in run.name]
    assert played.spec.dataset == "to-be-replayed"
