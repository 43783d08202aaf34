"""Detectors in a real browser: their boxes, a picture of one's own, a search that grows."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from core.store import Store
from tests.browser.dashboard import Server
from tests.browser.front_page import ROOT, TIMEOUT
from tests.detections import bright_middle, seed_bag_finder

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ANSWER, NEXT_TRIAL = 120_000, 120_000


@pytest.fixture
def detector(server: Server, dashboard_store: Store) -> str:
    return seed_bag_finder(dashboard_store)


def boxes(page: Page) -> int:
    """How many boxes the words in place of the pictures tell of."""
    return sum(words.count(" %") for words in _words(page))


def _words(page: Page) -> list[str]:
    found: list[str] = page.locator("img[alt*='Found: ']:visible").evaluate_all(
        "images => images.map(image => image.alt)"
    )
    return found


def slider(page: Page) -> Locator:
    return page.get_by_role("slider", name="Least confidence")


def test_a_detectors_page_shows_boxes_by_confidence_and_tries_an_own_picture(
    page: Page, server: Server, detector: str
) -> None:
    page.goto(f"{server.url}/candidate?run={detector}&trial=0")
    expect(page.locator("img[alt^='There: ']").first).to_be_visible(timeout=TIMEOUT)
    expect(page.locator("img[alt^='There: ']")).to_have_count(4)
    page.wait_for_function(
        """[...document.querySelectorAll("img[alt^='There: ']")].every(image => image.complete)"""
    )
    first, words = boxes(page), page.locator("p", has_text="In 16 pictures it finds")
    before = words.inner_text()
    slider(page).press("Home")
    expect(words).not_to_have_text(before, timeout=TIMEOUT)
    page.wait_for_selector("[data-test-script-state=notRunning]", timeout=TIMEOUT)
    assert boxes(page) > first > 0
    page.get_by_role("tab", name="Try your own picture").click()
    picture = {"name": "mine.png", "mimeType": "image/png", "buffer": bright_middle()}
    page.locator("input[type=file]").set_input_files([picture])
    expect(page.locator("img[alt*='Bag 100 %']")).to_be_visible(timeout=ANSWER)
    slider(page).press("End")
    expect(page.get_by_text("It finds nothing").last).to_be_visible(timeout=TIMEOUT)
    wrong = {"name": "notes.png", "mimeType": "image/png", "buffer": b"no picture"}
    page.locator("input[type=file]").set_input_files([wrong])
    expect(page.get_by_text("notes.png must be a picture")).to_be_visible(timeout=ANSWER)


def test_a_search_among_detectors_shows_a_growing_front_of_map_and_size(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    page.goto(f"{server.url}/launch")
    page.get_by_role("combobox", name=re.compile("Start from")).click(timeout=TIMEOUT)
    page.get_by_role("option", name="detect-quick").click()
    expect(page.locator("input[value='detect-quick']").last).to_be_visible(timeout=TIMEOUT)
    page.wait_for_selector("[data-test-script-state=notRunning]", timeout=TIMEOUT)
    for label, value in (("Networks to train", "2"), ("Epochs", "1")):
        number = page.get_by_role("spinbutton", name=label, exact=True)
        number.fill(value)
        number.press("Enter")
    page.get_by_role("button", name="Launch", exact=True).click(timeout=TIMEOUT)
    page.wait_for_url("**/front?*", timeout=TIMEOUT)
    for count in (1, 2):
        page.wait_for_function(
            f"Number(document.querySelector('{ROOT}')?.dataset.trials) >= {count}",
            timeout=NEXT_TRIAL,
        )
    expect(page.get_by_test_id("front-chart")).to_contain_text("mAP 50")
    run = dashboard_store.runs.find(limit=1)[0]
    assert (run.spec.estimator.name, run.counts.failed) == ("detection", 0)
    assert {"val_map50", "parameters"} <= dashboard_store.trials.get(run.id, 0).metrics.keys()
