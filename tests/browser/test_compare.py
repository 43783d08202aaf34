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


def test_a_click_on_a_brush_takes_it_away(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    run_id = seed_run(dashboard_store, seed_trials(80), name="Brushed for a while")
    every = open_compare(page, server.url, run_id)
    brush(page, page.locator(".pc-lines .axis-brush").count() - 1)
    expect(page.get_by_test_id("parallel-clear")).to_be_visible(timeout=TIMEOUT)
    page.locator(".pc-lines .brush").click()
    expect(page.locator(".pc-lines .brush")).to_have_count(0)
    assert passing(page) == every


def test_two_brushes_of_an_axis_of_names_keep_what_either_holds(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    run_id = seed_run(dashboard_store, seed_trials(80), name="Brushed twice")
    every = open_compare(page, server.url, run_id)
    area = page.locator(".pc-lines .background").first
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    assert box is not None
    kept = []
    # Blocks are 1, 2 or 3: the top of the axis, then its foot.
    for start, end in ((0.2, 0.01), (0.8, 0.99)):
        page.mouse.move(box["x"] + 5, box["y"] + box["height"] * start)
        page.mouse.down()
        page.mouse.move(box["x"] + 5, box["y"] + box["height"] * end, steps=5)
        page.mouse.up()
        kept.append(passing(page))
    drawn = [trial for trial in seed_trials(80) if trial.status == "complete"]
    blocks = [trial.choices["blocks"] for trial in drawn]
    assert every == len(blocks)
    assert kept == [blocks.count(3), blocks.count(3) + blocks.count(1)]


def test_an_axis_goes_where_its_name_is_dragged(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    run_id = seed_run(dashboard_store, seed_trials(20), name="To be put in order")
    open_compare(page, server.url, run_id)
    names = page.locator(".pc-lines .axis g:has(> .title)")
    first, second, *rest = names.all_inner_texts()
    page.locator(".pc-lines .title").first.scroll_into_view_if_needed()
    start, goal = (page.locator(".pc-lines .title").nth(at).bounding_box() for at in (0, 1))
    assert start is not None and goal is not None
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(goal["x"] + goal["width"] / 2 + 20, goal["y"] + 5, steps=8)
    page.mouse.up()
    assert names.all_inner_texts() == [second, first, *rest]


def test_still_charts_fill_their_place_and_follow_it(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    run_id = seed_run(dashboard_store, seed_trials(20), name="Still")
    open_compare(page, server.url, run_id)
    charts = page.get_by_test_id("still-chart")
    fill_their_place = """below => {
      const charts = [...document.querySelectorAll(".still-chart")];
      return charts.length === 3 && charts.every(chart => {
        const drawn = chart.querySelector(".main-svg")?.getBoundingClientRect();
        return drawn && chart.clientWidth < below
          && Math.abs(drawn.width - chart.clientWidth) < 1
          && Math.abs(drawn.height - chart.clientHeight) < 1;
      });
    }"""
    page.wait_for_function(fill_their_place, arg=10_000, timeout=TIMEOUT)
    before = charts.first.evaluate("chart => chart.clientWidth")
    page.set_viewport_size({"width": 900, "height": 800})
    page.wait_for_function(fill_their_place, arg=before, timeout=TIMEOUT)
    assert 0 < charts.first.evaluate("chart => chart.clientWidth") < before


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
