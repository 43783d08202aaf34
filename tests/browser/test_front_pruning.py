"""The live front of a pruning run: the parent, the lines from it, and the best network in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from core.parents import repository
from core.pareto import front
from core.specs import Trial
from core.store import Store
from tests.browser.dashboard import Server
from tests.browser.front_page import ROOT, TIMEOUT, open_front, place, x_range
from tests.browser.test_front_file import said_in_file
from tests.prunings import METRICS, pruned_trials, seed_parent, seed_pruning
from tests.seeds import OBJECTIVES, seed_run, seed_trials

pytestmark = pytest.mark.browser

TRIALS = pruned_trials(30)
TITLE = "Leaves <b>7</b>"
WHOLE = METRICS["val_accuracy"]


@pytest.fixture
def run_id(dashboard_store: Store) -> Iterator[str]:
    """A finished pruning run whose parent is there."""
    seed_parent(dashboard_store.home, TITLE)
    yield seed_pruning(dashboard_store, TRIALS)
    repository.remove("net", dashboard_store.home)


def trace(page: Page, name: str) -> dict[str, Any] | None:
    """What is drawn under a name; None if there is no such thing."""
    found: dict[str, Any] | None = page.get_by_test_id("front-chart").evaluate(
        "(chart, name) => {"
        " const one = chart.data.find(one => one.name === name);"
        " return one ? { x: one.x, y: one.y, text: one.text } : null; }",
        name,
    )
    return found


def said(trial: Trial) -> str:
    """The sentence for a trial, from its own figures."""
    choices, metrics = trial.choices, trial.metrics
    criterion = {"l2": "L2", "taylor": "Taylor", "lamp": "LAMP"}[str(choices["criterion"])]
    taught = "with" if choices["distillation"] else "without"
    way = f"{str(choices['scope']).capitalize()} {criterion} {taught} distillation"
    kept = metrics["val_accuracy"] / WHOLE * 100
    times = METRICS["parameters"] / metrics["parameters"]
    return (
        f"{way} (ratio {float(choices['ratio']) * 100:.3g} %) keeps {kept:.1f} % of the accuracy "
        f"at {times:.1f} times fewer parameters (trial {trial.number}){by_chance(trial)}."
    )


def by_chance(pick: Trial) -> str:
    """What is said of channels chosen at random at the cost of the pick, if there are any."""
    most = 1.02 * pick.metrics["parameters"]
    rivals = [
        trial
        for trial in TRIALS
        if trial.choices["criterion"] == "random" and trial.metrics["parameters"] <= most
    ]
    if not rivals or pick.choices["criterion"] == "random":
        return ""
    best = max(rivals, key=lambda trial: trial.metrics["val_accuracy"])
    kept = best.metrics["val_accuracy"] / WHOLE * 100
    return (
        f"; channels chosen at random keep {kept:.1f} % at that cost or less (trial {best.number})"
    )


def test_the_parent_is_marked_in_sight_with_a_line_to_each_member_of_the_front(
    page: Page, server: Server, run_id: str
) -> None:
    open_front(page, server.url, run_id)
    members = front(TRIALS, OBJECTIVES)
    assert trace(page, "parent") == {"x": [40_000], "y": [WHOLE], "text": ["parent"]}
    lines = trace(page, "from the parent")
    assert lines is not None and lines["x"][::3] == [40_000] * len(members)
    ends = sorted(lines["x"][1::3])
    assert ends == sorted(trial.metrics["parameters"] for trial in members)
    assert 10 ** x_range(page)[1] > 40_000
    expect(page.get_by_test_id("front-parent")).to_have_text(
        f"★ Parent, before it is pruned: {TITLE}"
    )


def test_the_parent_tells_its_figures_and_a_click_on_it_picks_nothing(
    page: Page, server: Server, run_id: str
) -> None:
    open_front(page, server.url, run_id)
    page.mouse.move(*place(page, 40_000, WHOLE))
    tip = page.get_by_role("tooltip")
    expect(tip).to_contain_text(TITLE, timeout=TIMEOUT)
    expect(tip).to_contain_text("Latency, 1 image: 0.42 ms")
    page.mouse.click(*place(page, 40_000, WHOLE))
    expect(page.get_by_test_id("front-picked")).to_be_hidden()
    assert page.locator(ROOT).get_attribute("data-picked") is None
    assert "trial=" not in page.url


def test_a_figure_that_the_parent_lacks_takes_its_mark_away(
    page: Page, server: Server, run_id: str
) -> None:
    open_front(page, server.url, run_id)
    expect(page.get_by_test_id("front-kept")).to_be_visible()
    page.get_by_test_id("front-x").select_option("seconds")
    expect(page.get_by_test_id("front-parent")).to_be_hidden()
    expect(page.get_by_test_id("front-kept")).to_be_hidden()
    assert trace(page, "parent") is None


@pytest.mark.parametrize("log", [True, False])
def test_latency_goes_across_on_both_scales(
    page: Page, server: Server, run_id: str, log: bool
) -> None:
    open_front(page, server.url, run_id)
    page.get_by_test_id("front-x").select_option("latency_ms")
    page.get_by_test_id("front-log").set_checked(log)
    ticks = page.get_by_test_id("front-chart").locator(".xtick text")
    expect(ticks.first).to_have_text("0.05 ms")
    mark = trace(page, "parent")
    assert mark is not None and mark["x"] == [METRICS["latency_ms"]]
    expect(page.get_by_test_id("front-kept")).to_contain_text("times less latency for 1 image")


def test_the_cheapest_that_keeps_nearly_all_is_named(
    page: Page, server: Server, run_id: str
) -> None:
    open_front(page, server.url, run_id)
    enough = [t for t in front(TRIALS, OBJECTIVES) if t.metrics["val_accuracy"] >= 0.98 * WHOLE]
    best = min(enough, key=lambda trial: trial.metrics["parameters"])
    expect(page.get_by_test_id("front-kept")).to_have_text(said(best))


def test_under_the_limit_the_best_that_fits_is_named(
    page: Page, server: Server, run_id: str
) -> None:
    open_front(page, server.url, run_id)
    page.get_by_test_id("afford-slider").fill("600")
    sizes = [trial.metrics["parameters"] for trial in TRIALS]
    limit = min(sizes) * (max(sizes) / min(sizes)) ** 0.6
    fitting = [t for t in front(TRIALS, OBJECTIVES) if t.metrics["parameters"] <= limit]
    best = max(fitting, key=lambda trial: trial.metrics["val_accuracy"])
    words = said(best)
    wanted = f"Within the limit: {words[0].lower()}{words[1:]}"
    expect(page.get_by_test_id("front-kept")).to_have_text(wanted)


def test_the_sentence_leaves_the_chart_above_the_fold(
    page: Page, server: Server, run_id: str
) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    open_front(page, server.url, run_id)
    expect(page.get_by_test_id("front-kept")).to_be_visible()
    box = page.get_by_test_id("front-chart").bounding_box()
    assert box is not None and box["y"] + box["height"] <= 810


def test_other_runs_have_no_parent(page: Page, server: Server, dashboard_store: Store) -> None:
    open_front(page, server.url, seed_run(dashboard_store, seed_trials(20)))
    assert trace(page, "parent") is None
    expect(page.get_by_test_id("front-parent")).to_be_hidden()
    expect(page.get_by_test_id("front-kept")).to_be_hidden()


def test_a_file_says_what_the_page_says(
    page: Page, server: Server, run_id: str, tmp_path: Path
) -> None:
    open_front(page, server.url, run_id)
    sentences = [page.get_by_test_id(name).inner_text() for name in ("front-kept", "afford-text")]
    assert "of the accuracy" in sentences[0]
    assert said_in_file(page, tmp_path) == sentences
