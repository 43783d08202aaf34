"""The points on the canvas stand where the axes say, whatever became of the chart's size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import hypot, log10

import pytest
from playwright.sync_api import Page, expect

from core.parents import repository
from core.pareto import front
from core.specs import Trial
from core.store import Store
from tests.browser.dashboard import Server
from tests.browser.front_page import ROOT, TIMEOUT, front_dot, has_trials, open_front, still
from tests.conftest import make_trial
from tests.prunings import pruned_trials, seed_parent, seed_pruning
from tests.seeds import OBJECTIVES, add_trials, seed_run, seed_trials

pytestmark = pytest.mark.browser

TRIALS = seed_trials(60)
# The middle of the nearest stretch of colour that a point has on the canvas, in the window.
SPOT = """(canvas, [x, y]) => {
  const box = canvas.getBoundingClientRect();
  const scale = [canvas.width / box.width, canvas.height / box.height];
  const pen = canvas.getContext("2d");
  const [cx, cy] = [(x - box.left) * scale[0], (y - box.top) * scale[1]];
  const reach = 3 * scale[0];
  const { data } = pen.getImageData(cx - reach, cy - reach, 2 * reach, 2 * reach);
  let found = 0;
  for (let at = 3; at < data.length; at += 4) found += data[at] > 120;
  return found / (data.length / 4);
}"""


@pytest.fixture
def parent(dashboard_store: Store) -> Iterator[None]:
    seed_parent(dashboard_store.home, "Leaves 8", name="net")
    yield
    repository.remove("net", dashboard_store.home)


def xy(trial: Trial) -> tuple[float, float]:
    return log10(trial.metrics["parameters"]), trial.metrics["val_accuracy"]


def middle(page: Page, place: int) -> tuple[float, float]:
    box = front_dot(page, place).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def spots(page: Page, trials: list[Trial]) -> list[tuple[Trial, float, float]]:
    """Where the lonely points off the front belong, measured from two of the front's own dots."""
    members = front(trials, OBJECTIVES)
    (x0, y0), (x1, y1) = xy(members[0]), xy(members[-1])
    (left, low), (right, high) = middle(page, 0), middle(page, len(members) - 1)
    box = page.get_by_test_id("front-chart").bounding_box()
    assert box is not None
    placed = [
        (
            trial,
            left + (xy(trial)[0] - x0) / (x1 - x0) * (right - left),
            low + (xy(trial)[1] - y0) / (y1 - y0) * (high - low),
        )
        for trial in trials
        if trial.status == "complete"
    ]
    off = [spot for spot in placed if spot[0] not in members]
    lonely = [a for a in off if all(a is b or hypot(a[1] - b[1], a[2] - b[2]) > 16 for b in placed)]
    bottom = box["y"] + box["height"] - 75
    return [spot for spot in lonely if spot[2] < bottom and box["x"] + 80 < spot[1]]


def misplaced(page: Page, trials: list[Trial]) -> list[int]:
    """The lonely points whose colour the canvas does not have where they belong."""
    canvas = page.locator("[data-part=cloud]")
    held = spots(page, trials)
    assert len(held) >= 3
    return [trial.number for trial, x, y in held if canvas.evaluate(SPOT, [x, y]) <= 0.9]


def settled(page: Page) -> None:
    """Wait until the drawing has the size of its box."""
    page.wait_for_function(
        """() => {
          const chart = document.querySelector("[data-part=chart]");
          const drawn = chart.querySelector(".main-svg").getBoundingClientRect();
          const cloud = document.querySelector("[data-part=cloud]").getBoundingClientRect();
          return Math.abs(drawn.width - chart.clientWidth) < 1
            && Math.abs(drawn.height - chart.clientHeight) < 1
            && Math.abs(cloud.width - drawn.width) < 1 && Math.abs(cloud.top - drawn.top) < 1;
        }""",
        timeout=TIMEOUT,
    )


def bottom_of_title(page: Page) -> float:
    """Where the title of the axis across ends; Plotly takes it away while it draws anew."""
    title = page.get_by_test_id("front-chart").locator(".g-xtitle")
    expect(title).to_be_visible(timeout=TIMEOUT)
    return float(title.evaluate("title => title.getBoundingClientRect().bottom"))


def top_of_legend(page: Page) -> float:
    return float(page.locator("[data-part=key]").evaluate("key => key.getBoundingClientRect().top"))


def fold(page: Page) -> None:
    page.get_by_test_id("stSidebar").hover()
    page.locator("[data-testid=stSidebarCollapseButton] button").click()
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")
    page.wait_for_function("document.querySelector('[data-part=chart]').clientWidth > 1000")
    still(page)


def shrink(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("document.querySelector('[data-part=chart]').clientWidth < 400")


def grow(page: Page) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.wait_for_function("document.querySelector('[data-part=chart]').clientWidth > 1200")


def magnify(page: Page) -> None:
    # What a window of 1280 by 900 has to give at 200 %.
    page.set_viewport_size({"width": 640, "height": 450})
    page.wait_for_function("document.querySelector('[data-part=chart]').clientWidth < 640")


def full_screen(page: Page) -> None:
    page.evaluate("document.documentElement.requestFullscreen().then(() => 0, () => 0)")
    page.set_viewport_size({"width": 1600, "height": 1000})
    page.wait_for_function("document.querySelector('[data-part=chart]').clientWidth > 1000")


def zoom(page: Page) -> None:
    box = page.get_by_test_id("front-chart").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 80, box["y"] + 52)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 20, box["y"] + box["height"] - 80, steps=4)
    page.mouse.up()
    page.wait_for_selector(f"{ROOT}[data-zoomed=yes]")


@pytest.mark.parametrize("change", [fold, shrink, grow, magnify, full_screen, zoom])
def test_points_stand_where_the_axes_say_after_a_change(
    page: Page, server: Server, dashboard_store: Store, change: Callable[[Page], None]
) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    open_front(page, server.url, seed_run(dashboard_store, TRIALS))
    settled(page)
    assert misplaced(page, TRIALS) == []
    change(page)
    settled(page)
    page.get_by_test_id("front-chart").scroll_into_view_if_needed()
    assert misplaced(page, TRIALS) == []


def test_a_sentence_that_appears_moves_no_legend_over_the_axis(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    run_id = seed_run(dashboard_store, TRIALS)
    open_front(page, server.url, run_id)
    page.locator("[data-part=kept]").evaluate(
        "line => { line.hidden = false; line.textContent = 'word '.repeat(60); }"
    )
    page.locator(ROOT).evaluate("root => root.classList.add('ps-pruning')")
    settled(page)
    assert bottom_of_title(page) <= top_of_legend(page)
    assert misplaced(page, TRIALS) == []


@pytest.mark.usefixtures("parent")
def test_a_sentence_said_when_the_first_network_is_pruned_leaves_the_legend_below(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    trials = pruned_trials(20)
    run_id = seed_pruning(dashboard_store, trials[:1])
    open_front(page, server.url, run_id)
    add_trials(dashboard_store, run_id, trials[1:])
    expect(page.get_by_test_id("front-kept")).to_be_visible(timeout=TIMEOUT)
    has_trials(page, 20)
    settled(page)
    assert bottom_of_title(page) <= top_of_legend(page)


def test_numbers_of_the_axes_grow_with_the_chart(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    open_front(page, server.url, seed_run(dashboard_store, TRIALS))
    tick = page.get_by_test_id("front-chart").locator(".xtick text").first
    size = "node => parseFloat(getComputedStyle(node).fontSize)"
    before = tick.evaluate(size)
    grow(page)
    settled(page)
    assert before >= 15 and tick.evaluate(size) >= 20


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (1920, 1080)])
def test_the_sentences_of_the_sliders_are_in_sight(
    page: Page, server: Server, dashboard_store: Store, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    open_front(page, server.url, seed_run(dashboard_store, TRIALS))
    page.get_by_test_id("afford-slider").evaluate("slider => slider.value = 500")
    page.get_by_test_id("afford-slider").dispatch_event("input")
    settled(page)
    for name in ("afford-text", "need-text"):
        box = page.get_by_test_id(name).bounding_box()
        assert box is not None and box["y"] + box["height"] <= height


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_the_marks_of_a_slider_stay_on_its_card_and_point_at_their_limit(
    page: Page, server: Server, dashboard_store: Store, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    costs = ((0.5, 100.0), (0.7, 1000.0), (0.9, 10_050.0))
    trials = [make_trial(number, *pair) for number, pair in enumerate(costs)]
    open_front(page, server.url, seed_run(dashboard_store, trials))
    settled(page)
    card = page.get_by_test_id("afford-slider").bounding_box()
    assert card is not None
    marks = page.get_by_test_id("afford-marks").get_by_role("button").all()
    assert [mark.inner_text() for mark in marks] == ["10 × smaller", "100 × smaller"]
    for mark in marks:
        box = mark.bounding_box()
        assert box is not None
        assert card["x"] <= box["x"] and box["x"] + box["width"] <= card["x"] + card["width"]
        share, tick = mark.evaluate(
            "mark => [mark.style.getPropertyValue('--at'),"
            " parseFloat(getComputedStyle(mark, '::before').left)]"
        )
        knob = card["x"] + 8 + float(share) * (card["width"] - 16)
        assert box["x"] + tick == pytest.approx(knob, abs=1.5)
