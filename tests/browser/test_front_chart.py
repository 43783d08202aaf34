"""The live front in a real browser: it grows, keeps what a viewer did, and tells the truth."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from core.pareto import front
from core.specs import Budget, Objective, Trial
from core.store import Store
from tests.browser.dashboard import Server
from tests.browser.front_page import (
    ROOT,
    TIMEOUT,
    click,
    front_dot,
    front_numbers,
    has_trials,
    open_front,
    place,
    value_at,
    x_range,
)
from tests.seeds import OBJECTIVES, add_trials, seed_run, seed_spec, seed_trials

pytestmark = pytest.mark.browser


def numbers(trials: list[Trial]) -> list[int]:
    return sorted(trial.number for trial in trials)


def test_ten_thousand_trials_are_drawn(page: Page, server: Server, dashboard_store: Store) -> None:
    trials = seed_trials(10_000)
    run_id = seed_run(dashboard_store, trials)
    open_front(page, server.url, run_id)
    has_trials(page, 10_000)
    assert front_numbers(page) == numbers(front(trials, OBJECTIVES))[:500]


def test_zoom_and_picked_point_survive_growth(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    trials, more = seed_trials(40), seed_trials(30, first=40)
    run_id = seed_run(dashboard_store, trials)
    open_front(page, server.url, run_id)
    click(page, front_dot(page, 2))
    expect(page.get_by_test_id("front-picked")).to_be_visible()
    picked = page.locator(ROOT).get_attribute("data-picked")
    box = page.get_by_test_id("front-chart").bounding_box()
    assert box is not None
    zoomed = [value_at(page, box["x"] + 200), value_at(page, box["x"] + 500)]
    page.mouse.move(box["x"] + 200, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 500, box["y"] + 260, steps=5)
    page.mouse.up()
    page.wait_for_selector(f"{ROOT}[data-zoomed=yes]")
    add_trials(dashboard_store, run_id, more)
    has_trials(page, 70)
    expect(page.locator(ROOT)).to_have_attribute("data-picked", str(picked))
    complete = [t for t in [*trials, *more] if t.status == "complete"]
    expect(page.locator(ROOT)).to_have_attribute("data-drawn", str(len(complete)))
    assert x_range(page) == pytest.approx(zoomed, abs=0.005)
    assert f"trial={picked}" in page.url


def test_redraws_do_not_break_off_a_dragged_zoom(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    trials, more = seed_trials(40), seed_trials(30, first=40)
    run_id = seed_run(dashboard_store, trials)
    open_front(page, server.url, run_id)
    box = page.get_by_test_id("front-chart").bounding_box()
    assert box is not None
    left, right = box["x"] + 200, box["x"] + 500
    wanted = [value_at(page, left), value_at(page, right)]
    page.mouse.move(left, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(left + 100, box["y"] + 160, steps=3)
    add_trials(dashboard_store, run_id, more)
    complete = len([t for t in [*trials, *more] if t.status == "complete"])
    # The words above the chart are written by the very redraw that must leave the drag alone.
    expect(page.get_by_test_id("front-count")).to_contain_text(f"{complete} points")
    expect(page.locator(ROOT)).not_to_have_attribute("data-drawn", str(complete))
    page.mouse.move(right, box["y"] + 260, steps=3)
    page.mouse.up()
    expect(page.locator(ROOT)).to_have_attribute("data-zoomed", "yes", timeout=TIMEOUT)
    expect(page.locator(ROOT)).to_have_attribute("data-drawn", str(complete), timeout=TIMEOUT)
    assert x_range(page) == pytest.approx(wanted, abs=0.005)


def test_click_shows_card_and_leads_to_the_candidate(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    trials = seed_trials(40)
    run_id = seed_run(dashboard_store, trials)
    open_front(page, server.url, run_id)
    click(page, front_dot(page, 0))
    expect(page.locator(".st-key-picked-card")).to_be_visible(timeout=TIMEOUT)
    main = page.get_by_test_id("stMain")
    main.evaluate("main => main.scrollTo(0, 150)")
    page.get_by_test_id("front-open").click()
    page.wait_for_url("**/candidate?*", timeout=TIMEOUT)
    number = front(trials, OBJECTIVES)[0].number
    expect(page.get_by_role("heading", name=f"Trial {number}")).to_be_visible(timeout=TIMEOUT)
    assert main.evaluate("main => main.scrollTop") == 0


def test_axes_show_the_front_of_the_chosen_metrics(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    trials = seed_trials(200)
    run_id = seed_run(dashboard_store, trials)
    open_front(page, server.url, run_id)
    page.get_by_test_id("front-x").select_option("macs")
    objectives = (
        Objective(metric="val_accuracy", direction="maximize"),
        Objective(metric="macs", direction="minimize"),
    )
    wanted = str(numbers(front(trials, objectives))).replace(" ", "")
    expect(page.locator(ROOT)).to_have_attribute("data-front", wanted)


def test_slider_names_the_best_trial_that_is_affordable(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    trials = seed_trials(60)
    run_id = seed_run(dashboard_store, trials)
    open_front(page, server.url, run_id)
    page.get_by_test_id("afford-slider").fill("500")
    complete = [trial.metrics for trial in trials if trial.status == "complete"]
    sizes = [metrics["parameters"] for metrics in complete]
    limit = (min(sizes) * max(sizes)) ** 0.5
    members = front(trials, OBJECTIVES)
    pick = [t for t in members if t.metrics["parameters"] <= limit][-1]
    top = members[-1]
    points = (top.metrics["val_accuracy"] - pick.metrics["val_accuracy"]) * 100
    times = top.metrics["parameters"] / pick.metrics["parameters"]
    ratio = f"{times:.1f}" if times < 9.95 else f"{times:.0f}"
    text = (
        f"Trial {pick.number}: {pick.metrics['val_accuracy'] * 100:.1f} % accuracy with "
        f"{pick.metrics['parameters']:,.0f} parameters. That is {points:.1f} points less than the "
        f"best of all (trial {top.number}), with {ratio} times fewer parameters."
    )
    expect(page.get_by_test_id("afford-text")).to_have_text(text)


def test_point_off_the_front_can_be_picked(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    trials = seed_trials(12)
    run_id = seed_run(dashboard_store, trials)
    open_front(page, server.url, run_id)
    members = numbers(front(trials, OBJECTIVES))
    page.get_by_test_id("front-focus").uncheck()
    off = [t for t in trials if t.status == "complete" and t.number not in members]
    lowest = min(off, key=lambda trial: trial.metrics["val_accuracy"])
    page.wait_for_function(
        "lowest => document.querySelector('[data-testid=front-chart]')._fullLayout"
        ".yaxis.range[0] <= lowest",
        arg=lowest.metrics["val_accuracy"],
        timeout=TIMEOUT,
    )
    x, y = place(page, lowest.metrics["parameters"], lowest.metrics["val_accuracy"])
    page.mouse.click(x, y)
    expect(page.locator(ROOT)).to_have_attribute("data-picked", str(lowest.number))


def test_camera_saves_a_picture(page: Page, server: Server, dashboard_store: Store) -> None:
    run_id = seed_run(dashboard_store, seed_trials(12))
    open_front(page, server.url, run_id)
    page.get_by_test_id("front-chart").hover()
    with page.expect_download(timeout=TIMEOUT) as download:
        page.locator("[data-title='Save as a picture']").click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")


def test_arrow_keys_walk_along_the_front(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    trials = seed_trials(40)
    run_id = seed_run(dashboard_store, trials)
    open_front(page, server.url, run_id)
    page.get_by_test_id("front-chart").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    second = front(trials, OBJECTIVES)[1].number
    expect(page.locator(ROOT)).to_have_attribute("data-picked", str(second))


def test_names_and_reasons_are_shown_as_text(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    name = '<img src=x onerror="window.hacked=1"> *bold* :red[x] [a](http://b)'
    run_id = seed_run(dashboard_store, seed_trials(5), name=name, owner="<i>Eve</i>")
    dashboard_store.runs.change(run_id, reason="<script>window.hacked=1</script> stopped")
    open_front(page, server.url, run_id)
    expect(page.get_by_role("heading", level=1)).to_contain_text('<img src=x onerror="window')
    expect(page.get_by_text("<script>window.hacked=1</script> stopped")).to_be_visible()
    for path in ("", "/runs"):
        page.goto(f"{server.url}{path}")
        shown = page.get_by_text("<img src=x", exact=False).filter(visible=True)
        expect(shown.first).to_be_visible(timeout=TIMEOUT)
        assert page.locator("img[src=x]").count() == 0
    assert page.evaluate("window.hacked") is None


def test_ten_tabs_of_one_browser_all_stay_live(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    run_id = seed_run(dashboard_store, seed_trials(10))
    tabs = [page, *(page.context.new_page() for _ in range(9))]
    for tab in tabs:
        open_front(tab, server.url, run_id, drawn=False)
    add_trials(dashboard_store, run_id, seed_trials(5, first=10))
    for tab in tabs:
        has_trials(tab, 15)
    held = [tab.locator(ROOT).get_attribute("data-trials") for tab in tabs]
    assert held == ["15"] * 10


def test_missing_run_says_so(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/front?run=nosuchrun")
    expect(page.get_by_text("There is no run 'nosuchrun'")).to_be_visible(timeout=TIMEOUT)


def test_epochs_count_as_progress_where_they_are_limited(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    trials = [trial for trial in seed_trials(12) if trial.epochs == 8][:8]
    onward = {"number": 20, "key": "20", "continues": trials[0].number, "epochs": 24}
    budget = Budget(trials=100, epochs=160)
    # Without its data nobody can say what it was expected to take: the pace alone tells.
    changes = {"budget": budget, "dataset": "taken-away"}
    spec = seed_spec("Few epochs", 100).model_copy(update=changes)
    run_id = dashboard_store.runs.add(spec, "Ada")
    dashboard_store.runs.change(run_id, status="paused", active_seconds=50.0)
    add_trials(dashboard_store, run_id, [*trials, trials[0].model_copy(update=onward)])
    open_front(page, server.url, run_id)
    expect(page.locator("[data-part=trained-label]")).to_have_text("Trained (80 of 160 epochs)")
    expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "50")
    expect(page.locator("[data-part=time]")).to_have_text("50 s")
