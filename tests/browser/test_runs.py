"""Several runs at once, and somebody else's, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from core.errors import NotFoundError
from core.store import Store
from tests.browser.dashboard import Server
from tests.browser.front_page import TIMEOUT, settled
from tests.seeds import seed_run, seed_spec, seed_trials

pytestmark = pytest.mark.browser


def open_runs(page: Page, server: Server, search: str, found: int) -> None:
    """Open Runs and wait until nothing is listed but what is searched for."""
    page.goto(f"{server.url}/runs")
    box = page.get_by_role("textbox", name="Search")
    box.fill(search, timeout=TIMEOUT)
    box.press("Enter")
    expect(page.get_by_role("checkbox", name="Pick ")).to_have_count(found, timeout=TIMEOUT)
    settled(page)


def pick(page: Page, name: str) -> None:
    page.get_by_role("checkbox", name=f"Pick {name}").check(timeout=TIMEOUT, force=True)


def test_several_runs_are_deleted_at_once(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    names = ("Bulk one", "Bulk two")
    gone = [seed_run(dashboard_store, seed_trials(2), name=name) for name in names]
    open_runs(page, server, "Bulk", 2)
    for name in names:
        pick(page, name)
    page.get_by_role("button", name="Delete", exact=False).first.click(timeout=TIMEOUT)
    page.get_by_role("button", name="Delete them").click(timeout=TIMEOUT)
    expect(page.get_by_role("checkbox", name="Pick Bulk")).to_have_count(0, timeout=TIMEOUT)
    for run_id in gone:
        with pytest.raises(NotFoundError):
            dashboard_store.runs.get(run_id)


def test_somebody_elses_run_is_stopped_after_a_question(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    run_id = dashboard_store.runs.add(seed_spec("Theirs", 3), "Ada")
    dashboard_store.runs.change(run_id, status="paused")
    open_runs(page, server, "Theirs", 1)
    pick(page, "Theirs")
    page.get_by_role("button", name="Stop", exact=False).first.click(timeout=TIMEOUT)
    expect(page.get_by_text("launched by Ada")).to_be_visible(timeout=TIMEOUT)
    page.get_by_role("button", name="Stop them").click(timeout=TIMEOUT)
    expect(page.get_by_text("Stopped").first).to_be_visible(timeout=TIMEOUT)
    assert dashboard_store.runs.get(run_id).status == "stopped"
