"""The picked point, its ring, the line above the chart, the card and the address are one state."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from core.pareto import front
from core.specs import Trial
from core.store import Store
from tests.browser.dashboard import Server
from tests.browser.front_page import (
    ROOT,
    TIMEOUT,
    click,
    front_dot,
    has_trials,
    open_front,
)
from tests.seeds import OBJECTIVES, add_trials, seed_run, seed_spec, seed_trials

pytestmark = pytest.mark.browser

TRIALS = seed_trials(40)
MEMBERS = front(TRIALS, OBJECTIVES)
RING = "chart => chart.data.find(trace => trace.name === 'picked').x[0]"


@pytest.fixture
def run_id(dashboard_store: Store) -> str:
    return seed_run(dashboard_store, TRIALS)


def check_all_say(page: Page, trial: Trial) -> None:
    """Everything that tells which point is picked names ``trial``, and goes on doing so."""
    name = f"Trial {trial.number}"
    chart = page.get_by_test_id("front-chart")
    for _ in range(2):
        heading = page.locator(".st-key-picked-card").get_by_role("heading")
        expect(heading).to_have_text(re.compile(rf"^{name}\b"), timeout=TIMEOUT)
        expect(page.locator("[data-part=picked-name]")).to_have_text(name)
        expect(page.locator(ROOT)).to_have_attribute("data-picked", str(trial.number))
        assert f"trial={trial.number}" in page.url
        # The card has come with a script run; what that run tells the chart comes after it.
        page.wait_for_timeout(300)
    assert chart.evaluate(RING) == trial.metrics["parameters"]


def test_a_second_click_moves_everything(page: Page, server: Server, run_id: str) -> None:
    open_front(page, server.url, run_id)
    for place in (1, 4, 2):
        click(page, front_dot(page, place))
        check_all_say(page, MEMBERS[place])
    page.get_by_test_id("front-open").click()
    page.wait_for_url(f"**/candidate?*trial={MEMBERS[2].number}", timeout=TIMEOUT)


def test_each_press_of_an_arrow_key_moves_one_network(
    page: Page, server: Server, run_id: str
) -> None:
    open_front(page, server.url, run_id)
    page.get_by_test_id("front-chart").focus()
    steps = min(9, len(MEMBERS) - 1)
    for _ in range(steps + 1):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(150)
    check_all_say(page, MEMBERS[steps])


def test_an_address_picks_and_a_click_goes_on_from_it(
    page: Page, server: Server, run_id: str
) -> None:
    open_front(page, server.url, run_id, extra=f"&trial={MEMBERS[3].number}")
    check_all_say(page, MEMBERS[3])
    click(page, front_dot(page, 0))
    check_all_say(page, MEMBERS[0])


def test_back_leaves_the_front_at_once_and_forward_brings_the_pick_again(
    page: Page, server: Server, run_id: str
) -> None:
    page.goto(f"{server.url}/runs")
    page.locator(f"a[href$='run={run_id}']").click(timeout=TIMEOUT)
    page.wait_for_selector(f"{ROOT}[data-drawn]", timeout=TIMEOUT)
    for place in (1, 4, 2):
        click(page, front_dot(page, place))
        check_all_say(page, MEMBERS[place])
    page.go_back()
    expect(page).to_have_url(f"{server.url}/runs", timeout=TIMEOUT)
    expect(page.get_by_role("heading", name="Runs")).to_be_visible(timeout=TIMEOUT)
    page.go_forward()
    check_all_say(page, MEMBERS[2])


def test_the_pick_stays_while_a_run_goes_on(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    run_id = dashboard_store.runs.add(seed_spec("Goes on", 100), "Ada")
    dashboard_store.runs.change(run_id, status="paused", active_seconds=5.0)
    add_trials(dashboard_store, run_id, TRIALS)
    open_front(page, server.url, run_id)
    for place in (1, 3):
        click(page, front_dot(page, place))
        # A trial that changes no front.
        more = TRIALS[0].model_copy(
            update={"number": 90 + place, "key": f"{place}+", "status": "failed"}
        )
        add_trials(dashboard_store, run_id, [more])
        has_trials(page, 40 + (place + 1) // 2)
        check_all_say(page, MEMBERS[place])
