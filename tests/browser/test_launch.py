"""Launch, as a browser shows it: what is in red blocks, what takes hours is asked about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.store import Store
from tests.browser.dashboard import Server, serving
from tests.browser.front_page import TIMEOUT

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def networks(page: Page, number: str) -> None:
    box = page.get_by_role("spinbutton", name="Networks to train")
    box.fill(number, timeout=TIMEOUT)
    box.press("Enter")


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[tuple[Server, Store]]:
    """A dashboard that has trained nothing: estimates are rules of thumb. Its runs are ended."""
    with serving(tmp_path) as server:
        store = Store(tmp_path, f"sqlite:///{tmp_path / 'paretoscope.db'}")
        yield server, store
        for run in store.runs.find():
            store.runs.change(run.id, only=("queued",), status="stopped")
            store.runs.change(run.id, only=("running",), request="stop")
        store.database.close()


def test_a_number_in_red_blocks_and_a_run_of_hours_asks_first(
    page: Page, fresh: tuple[Server, Store]
) -> None:
    server, store = fresh
    page.goto(f"{server.url}/launch")
    button = page.get_by_role("button", name="Launch", exact=True)
    networks(page, "0")
    expect(page.get_by_text("must be greater than 0; got 0")).to_be_visible(timeout=TIMEOUT)
    expect(button).to_be_disabled()
    networks(page, "100000")
    expect(button).to_be_enabled(timeout=TIMEOUT)
    button.click()
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("This takes about", timeout=TIMEOUT)
    assert store.runs.find() == []
    asked.get_by_role("button", name="Launch all the same").click()
    page.wait_for_url("**/front?*", timeout=TIMEOUT)
    (run,) = store.runs.find()
    assert run.spec.budget.trials == 100_000
