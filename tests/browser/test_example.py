"""The first visit to a new dashboard: a finished run is there, and opens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.dashboard import Server, serving
from tests.browser.front_page import ROOT, TIMEOUT, front_numbers

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A dashboard over a folder that was never used."""
    with serving(tmp_path_factory.mktemp("fresh"), example=True) as started:
        yield started


def test_a_newcomer_opens_the_example_and_sees_its_front(page: Page, fresh: Server) -> None:
    page.goto(fresh.url)
    page.get_by_role("link", name="Clothes, an example").click(timeout=TIMEOUT)
    page.wait_for_selector(f"{ROOT}[data-drawn]", timeout=TIMEOUT)
    expect(page.locator(ROOT)).to_have_attribute("data-trials", "40")
    assert len(front_numbers(page)) >= 5
