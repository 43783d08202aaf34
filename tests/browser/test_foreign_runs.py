"""In a real browser: runs of another version, and pages that no other site may frame."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from core import api
from core.api import GUEST
from core.parents import repository
from core.store import Store
from tests.browser.dashboard import Server
from tests.browser.front_page import TIMEOUT
from tests.core.store.test_reading import write
from tests.prunings import seed_parent
from tests.seeds import seed_run, seed_trials

pytestmark = pytest.mark.browser


def test_a_run_of_another_version_is_shown_and_deleted(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    run_id = seed_run(dashboard_store, seed_trials(3), name="From tomorrow")
    write(dashboard_store, "runs", {"id": run_id}, spec="{}")
    page.goto(f"{server.url}/runs")
    expect(page.get_by_text("Made by another version")).to_be_visible(timeout=TIMEOUT)
    page.locator(f".st-key-delete-{run_id}").get_by_role("button").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("From tomorrow")).to_have_count(0, timeout=TIMEOUT)
    assert dashboard_store.runs.unreadable() == []


def test_what_else_another_version_made_is_shown_and_deleted(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    folder = dashboard_store.home / "datasets" / "leaves"
    folder.mkdir(parents=True)
    (folder / "info.json").write_text("{}")
    dashboard_store.spaces.save(api.spaces()["convnet"].model_copy(update={"name": "later"}), GUEST)
    write(dashboard_store, "spaces", {"name": "later"}, body="{}")
    seed_parent(dashboard_store.home, name="old-net")
    parent = repository.folder("old-net", dashboard_store.home)
    (parent / "parent.json").write_text("{}")
    places = {"runs": "data-leaves", "design": "space-later", "prune": "parent-old-net"}
    for place, key in places.items():
        page.goto(f"{server.url}/{place}")
        page.locator(f".st-key-delete-{key}").get_by_role("button").click(timeout=TIMEOUT)
        page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        expect(page.locator(f".st-key-delete-{key}")).to_have_count(0, timeout=TIMEOUT)
    assert not folder.exists() and not parent.exists()
    assert dashboard_store.spaces.unreadable(GUEST) == []


def test_a_page_of_another_site_cannot_frame_the_dashboard(page: Page, server: Server) -> None:
    # The same server under another name is another site for a browser.
    other = server.url.replace("127.0.0.1", "localhost")
    for url, framed in ((server.url, True), (other, False)):
        page.goto(f"{server.url}/_stcore/health")
        page.set_content(f'<iframe src="{url}/_stcore/health"></iframe>')
        inside = page.frame_locator("iframe").get_by_text("ok")
        if framed:
            expect(inside).to_be_visible(timeout=TIMEOUT)
        else:
            page.wait_for_function("() => !document.querySelector('iframe').contentDocument")
            expect(inside).to_have_count(0)
