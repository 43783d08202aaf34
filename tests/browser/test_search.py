"""The promise itself: one click, and the front of a real search grows in a real browser."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from core import api
from core.specs import Run
from core.store import Store
from tests.browser.dashboard import Server
from tests.browser.front_page import (
    ROOT,
    TIMEOUT,
    has_trials,
    open_front,
    x_range,
)
from tests.core.jobs.faulty import until
from tests.seeds import seed_spec

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIRST_TRIAL = 120_000
WHOLE_RUN = 300_000
SPEC_WITHOUT_END = {
    "name": "Digits nets without end",
    "dataset": "digits",
    "space": "convnet_small",
    "estimator": {"name": "training", "params": {"epochs": 4, "batch_size": 32}},
    "budget": {"trials": 10_000},
}


def newest(store: Store) -> Run:
    return store.runs.find(limit=1)[0]


def trials(page: Page) -> int:
    return int(page.locator(ROOT).get_attribute("data-trials") or 0)


def grows(page: Page, beyond: int) -> None:
    """Wait until the browser holds more trials than ``beyond``."""
    page.wait_for_function(
        f"Number(document.querySelector('{ROOT}')?.dataset.trials) > {beyond}", timeout=FIRST_TRIAL
    )


def status(page: Page, word: str) -> None:
    expect(page.get_by_test_id("front-status")).to_contain_text(word, timeout=FIRST_TRIAL)


@pytest.fixture(scope="module")
def endless(server: Server, dashboard_store: Store) -> Iterator[str]:
    """A real search of quick networks that goes on for as long as the tests of this file do."""
    run_id = dashboard_store.runs.add(api.check(SPEC_WITHOUT_END), "grace")
    yield run_id
    stop(dashboard_store, run_id)


@pytest.fixture
def two_runs(server: Server, dashboard_store: Store) -> Iterator[tuple[str, str]]:
    """Searches of two owners that go on for as long as the test does."""
    spec = api.check(SPEC_WITHOUT_END | {"name": "Side by side"})
    runs = dashboard_store.runs.add(spec, "ada"), dashboard_store.runs.add(spec, "grace")
    yield runs
    for run_id in runs:
        stop(dashboard_store, run_id)


def stop(store: Store, run_id: str) -> None:
    """Stop the run, and wait until it holds no slot."""
    store.runs.change(run_id, only=("paused",), status="stopped")
    store.runs.change(run_id, only=("queued", "running"), request="stop")
    until(lambda: store.runs.get(run_id).has_ended)


def test_one_click_and_the_front_grows_to_its_end(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    page.goto(server.url)
    page.get_by_role("button", name="Watch a search now").click(timeout=TIMEOUT)
    page.wait_for_url("**/front?*", timeout=TIMEOUT)
    grows(page, 2)
    page.wait_for_function(
        f"Number(document.querySelector('{ROOT}').dataset.trials) >= 40", timeout=WHOLE_RUN
    )
    status(page, "Finished")
    run = newest(dashboard_store)
    assert (run.status, run.counts.complete, run.owner) == ("finished", 40, "guest")
    front = [t for t in dashboard_store.trials.of(run.id) if "test_accuracy" in t.metrics]
    assert max(trial.metrics["val_accuracy"] for trial in front) > 0.9


def test_ones_own_run_is_stopped_at_once(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    run_id = dashboard_store.runs.add(seed_spec("Nothing tried yet", 12), "guest")
    dashboard_store.runs.change(run_id, status="paused")
    open_front(page, server.url, run_id, drawn=False)
    page.get_by_test_id("front-stop").click()
    status(page, "Stopped")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_zoom_and_the_picked_point_stay_while_the_front_grows(
    page: Page, server: Server, endless: str
) -> None:
    open_front(page, server.url, endless, drawn=False)
    grows(page, 1)
    page.wait_for_selector(f"{ROOT}[data-drawn]", timeout=TIMEOUT)
    chart = page.get_by_test_id("front-chart")
    chart.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(ROOT)).to_have_attribute("data-picked", re.compile(r"\d+"))
    picked = page.locator(ROOT).get_attribute("data-picked")
    box = chart.bounding_box()
    assert box is not None and picked is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.8, steps=5)
    page.mouse.up()
    page.wait_for_selector(f"{ROOT}[data-zoomed=yes]")
    zoomed = x_range(page)
    grows(page, trials(page) + 2)
    assert x_range(page) == zoomed
    assert page.locator(ROOT).get_attribute("data-picked") == picked


def test_a_killed_web_server_changes_nothing_for_the_run(
    page: Page, server: Server, dashboard_store: Store, endless: str
) -> None:
    open_front(page, server.url, endless, drawn=False)
    grows(page, 1)
    server.kill()
    before = dashboard_store.runs.get(endless).counts.complete
    end = time.monotonic() + FIRST_TRIAL / 1000
    while dashboard_store.runs.get(endless).counts.complete < before + 2:
        assert time.monotonic() < end, dashboard_store.runs.get(endless)
        page.wait_for_timeout(100)
    server.start()
    grows(page, before + 2)
    numbers = [trial.number for trial in dashboard_store.trials.of(endless)]
    assert numbers == list(range(len(numbers)))


def test_a_reload_in_mid_run_and_a_second_browser_see_the_same_pause_resume_and_stop(
    page: Page, chromium: Browser, server: Server, dashboard_store: Store, endless: str
) -> None:
    open_front(page, server.url, endless, drawn=False)
    grows(page, 1)
    page.reload()
    grows(page, 1)
    other = chromium.new_context().new_page()
    other.set_default_timeout(TIMEOUT)
    open_front(other, server.url, endless)
    page.get_by_test_id("front-pause").click()
    paused = alike(page, other, "Paused")
    assert dashboard_store.runs.get(endless).status == "paused"
    page.get_by_test_id("front-resume").click()
    grows(page, paused)
    stopped_after_a_question(page, dashboard_store, endless)
    stopped = alike(page, other, "Stopped")
    run = dashboard_store.runs.get(endless)
    assert run.status == "stopped" and run.counts.complete == stopped > paused
    other.context.close()


def test_two_runs_of_two_owners_grow_at_once(
    page: Page,
    chromium: Browser,
    server: Server,
    dashboard_store: Store,
    two_runs: tuple[str, str],
) -> None:
    if api.devices()[0].kind == "gpu":
        pytest.skip("Only a processor has several slots here.")
    mine, theirs = two_runs
    other = chromium.new_context().new_page()
    other.set_default_timeout(TIMEOUT)
    for viewer, run_id in ((page, mine), (other, theirs)):
        open_front(viewer, server.url, run_id, drawn=False)
        status(viewer, "Running")
    for _ in range(2):
        grows(page, trials(page))
        grows(other, trials(other))
    assert {holder.run_id for holder in dashboard_store.runs.holders()} == {mine, theirs}
    page.goto(server.url)
    working = page.get_by_test_id("stCaptionContainer").filter(has_text="works on")
    expect(working).to_contain_text(re.compile("works on Side by side\\s*works on Side by side"))
    other.context.close()


def alike(page: Page, other: Page, word: str) -> int:
    """How many trials both browsers hold once the run has come to rest; their fronts are alike."""
    for viewer in (page, other):
        status(viewer, word)
    count = trials(page)
    has_trials(other, count)
    front = page.locator(ROOT).get_attribute("data-front")
    assert front
    expect(other.locator(ROOT)).to_have_attribute("data-front", front)
    return count


def stopped_after_a_question(page: Page, store: Store, run_id: str) -> None:
    """Ask for somebody else's run to be stopped, and confirm it."""
    page.get_by_test_id("front-stop").click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("was launched by grace", timeout=TIMEOUT)
    assert store.runs.get(run_id).request == ""
    question.get_by_role("button", name="Stop it").click()
