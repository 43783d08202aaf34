"""The live front of runs with other goals than two axes in their usual directions."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from core.pareto import front
from core.specs import Objective
from core.store import Store
from tests.browser.dashboard import Server
from tests.browser.front_page import ROOT, TIMEOUT, front_numbers, open_front
from tests.seeds import OBJECTIVES, add_trials, seed_spec, seed_trials

pytestmark = pytest.mark.browser

LESS_WORK = Objective(metric="macs", direction="minimize")
MORE_WORK = Objective(metric="macs", direction="maximize")
TRIALS = seed_trials(80)


def add(store: Store, *objectives: Objective) -> str:
    """A finished run after these goals."""
    spec = seed_spec("Other goals", 80).model_copy(update={"objectives": objectives})
    run_id = store.runs.add(spec, "Ada")
    store.runs.change(run_id, status="finished")
    add_trials(store, run_id, TRIALS)
    return run_id


def test_members_of_a_front_of_three_goals_are_ringed_where_two_axes_beat_them(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    open_front(page, server.url, add(dashboard_store, *OBJECTIVES, LESS_WORK))
    own = front(TRIALS, (*OBJECTIVES, LESS_WORK))
    drawn = front(TRIALS, OBJECTIVES)
    assert front_numbers(page) == sorted(trial.number for trial in drawn)
    expect(page.get_by_test_id("front-members")).to_have_text(str(len(own)))
    expect(page.get_by_test_id("front-own")).to_have_text(
        "Beaten here, but not in all goals: accuracy, parameters, MACs"
    )
    ringed: list[float] = page.get_by_test_id("front-chart").evaluate(
        "chart => chart.data.find(trace => trace.name === 'own front').x"
    )
    beaten = [trial for trial in own if trial not in drawn]
    assert sorted(ringed) == sorted(trial.metrics["parameters"] for trial in beaten)
    assert ringed


def test_two_goals_need_no_rings(page: Page, server: Server, dashboard_store: Store) -> None:
    open_front(page, server.url, add(dashboard_store, *OBJECTIVES))
    expect(page.get_by_text("On the front: nothing beats it")).to_be_visible()
    expect(page.get_by_test_id("front-own")).to_be_hidden()


def test_a_goal_turned_round_turns_the_front(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    goals = (OBJECTIVES[0], MORE_WORK)
    open_front(page, server.url, add(dashboard_store, *goals))
    assert front_numbers(page) == sorted(trial.number for trial in front(TRIALS, goals))
    expect(page.get_by_test_id("front-x")).to_have_value("macs")
    expect(page.get_by_test_id("afford-slider")).to_be_hidden()
    page.get_by_test_id("front-chart").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    largest = max(front(TRIALS, goals), key=lambda trial: trial.metrics["macs"])
    expect(page.locator(ROOT)).to_have_attribute("data-picked", str(largest.number))


def test_the_chart_tells_of_its_keys_and_only_the_status_speaks_up(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    open_front(page, server.url, add(dashboard_store, *OBJECTIVES))
    chart = page.get_by_role("application", name="arrow keys walk along the front")
    expect(chart).to_be_visible(timeout=TIMEOUT)
    expect(page.locator("[data-part=pill][role=status]")).to_have_text("Finished")
    assert page.locator("[aria-live]").filter(has=page.locator("[data-part=now]")).count() == 0
