"""The Compare page in a real browser: brushes filter the front, repeats are launched."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from core.pareto import front
from core.store import Store
from tests.browser.dashboard import Server
from tests.browser.front_page import TIMEOUT
from tests.seeds import OBJECTIVES, add_trials, seed_run, seed_trials

pytestmark = pytest.mark.browser


def open_compare(page: Page, url: str, run_id: str) -> int:
    """Go to the page and wait for its last chart; returns how many trials pass."""
    page.goto(f"{url}/compare?runs={run_id}")
    page.wait_for_selector(".pc[data-passing]", timeout=TIMEOUT)
    page.wait_for_selector(".pc-lines .axis-brush", timeout=TIMEOUT)
    return passing(page)


def passing(page: Page) -> int:
    return int(page.locator(".pc").get_attribute("data-passing") or -1)


def brush(page: Page, axis: int) -> None:
    """Drag over the upper half of an axis."""
    area = page.locator(".pc-lines .axis-brush").nth(axis)
    area.scroll_into_view_if_needed()
    box = area.locator(".background").bounding_box()
    assert box is not None
    x = box["x"] + box["width"] / 2
    page.mouse.move(x, box["y"] + box["height"] * 0.5)
    page.mouse.down()
    page.mouse.move(x, box["y"] + box["height"] * 0.1, steps=8)
    page.mouse.up()


def test_a_brush_filters_the_front_and_clear_undoes_it(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    run_id = seed_run(dashboard_store, seed_trials(80), name="To be brushed")
    every = open_compare(page, server.url, run_id)
    front = page.locator(".pc").get_attribute("data-front")
    count = page.get_by_test_id("parallel-count")
    expect(count).to_have_text(f"{every} of {every} trials")
    brush(page, page.locator(".pc-lines .axis-brush").count() - 1)
    expect(count).not_to_have_text(f"{every} of {every} trials", timeout=TIMEOUT)
    kept = passing(page)
    assert 0 < kept < every
    lowest = page.get_by_test_id("parallel-scatter").evaluate("c => Math.min(...c.data[1].y)")
    left_out = page.get_by_test_id("parallel-scatter").evaluate("c => Math.max(...c.data[0].y)")
    assert lowest > 0.5 and left_out != lowest
    page.get_by_test_id("parallel-clear").click()
    expect(count).to_have_text(f"{every} of {every} trials")
    expect(page.locator(".pc")).to_have_attribute("data-front", front or "")


def test_the_front_is_reached_by_keyboard(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    run_id = seed_run(dashboard_store, seed_trials(20), name="For the keyboard")
    open_compare(page, server.url, run_id)
    page.get_by_test_id("parallel-list").locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/candidate?*", timeout=TIMEOUT)
    smallest = front(seed_trials(20), OBJECTIVES)[0].number
    expect(page.get_by_role("heading", name=f"Trial {smallest}")).to_be_visible(timeout=TIMEOUT)


def test_repeats_are_launched_and_stay_in_the_address(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    run_id = seed_run(dashboard_store, seed_trials(20), name="To be repeated")
    open_compare(page, server.url, run_id)
    page.get_by_role("button", name="Launch 4 runs").click()
    page.wait_for_function("decodeURIComponent(location.search).split(',').length === 5")
    made = [run for run in dashboard_store.runs.find() if run.name.startswith("To be repeated · ")]
    for run in made:
        dashboard_store.runs.change(run.id, only=("queued",), status="stopped")
        dashboard_store.runs.change(run.id, only=("running",), request="stop")
    # Another run of this module may be the same search: its seeds are left free.
    assert len({run.spec.seed for run in made}) == 4


def test_a_brush_outlives_the_trials_that_a_live_run_adds(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    run_id = seed_run(dashboard_store, seed_trials(80), name="Still at work")
    dashboard_store.runs.change(run_id, status="paused", ended=None)
    every = open_compare(page, server.url, run_id)
    brush(page, page.locator(".pc-lines .axis-brush").count() - 1)
    expect(page.get_by_test_id("parallel-clear")).to_be_visible(timeout=TIMEOUT)
    kept = passing(page)
    bad = {**seed_trials(1)[0].metrics, "val_accuracy": 0.1}
    late = seed_trials(1)[0].model_copy(update={"number": 99, "key": "99", "metrics": bad})
    add_trials(dashboard_store, run_id, [late])
    count = page.get_by_test_id("parallel-count")
    expect(count).to_have_text(f"{kept} of {every + 1} trials", timeout=TIMEOUT)
    dashboard_store.runs.change(run_id, status="stopped")
