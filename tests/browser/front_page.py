"""The front page as a test sees it: open it, wait for it, point at things."""

from __future__ import annotations

import json

from playwright.sync_api import Locator, Page, expect

ROOT = "[data-part=root]"
# Only what hangs takes that long (milliseconds).
TIMEOUT = 60_000


def open_front(page: Page, url: str, run_id: str, *, drawn: bool = True, extra: str = "") -> None:
    """Go to a run's front and wait until its points are drawn."""
    page.goto(f"{url}/front?run={run_id}{extra}")
    page.wait_for_selector(f"{ROOT}[data-revision]", timeout=TIMEOUT)
    if drawn:
        page.wait_for_selector(f"{ROOT}[data-drawn]", timeout=TIMEOUT)


def has_trials(page: Page, count: int) -> None:
    """Wait until the browser holds ``count`` trials."""
    expect(page.locator(ROOT)).to_have_attribute("data-trials", str(count), timeout=TIMEOUT)


def front_numbers(page: Page) -> list[int]:
    """The numbers of the trials on the drawn front, ascending."""
    numbers: list[int] = json.loads(page.locator(ROOT).get_attribute("data-front") or "[]")
    return numbers


def front_dot(page: Page, place: int) -> Locator:
    """The dot of the front's member at ``place``, from the smallest."""
    name: str = page.get_by_test_id("front-chart").evaluate(
        "chart => `trace${chart.calcdata.find(([one]) => one.trace.name === 'front')[0].trace.uid}`"
    )
    return page.get_by_test_id("front-chart").locator(f".{name} .point").nth(place)


def click(page: Page, dot: Locator) -> None:
    """Click the middle of a dot; the drag layer above it takes the click."""
    box = dot.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.wait_for_selector("[data-part=tip]:not([hidden])", timeout=TIMEOUT)
    page.mouse.click(x, y)


def x_range(page: Page) -> list[float]:
    """What the chart shows from left to right (logarithms on a log axis)."""
    shown: list[float] = page.get_by_test_id("front-chart").evaluate(
        "chart => chart._fullLayout.xaxis.range"
    )
    return shown


def place(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where a point stands in the window."""
    spot: list[float] = page.get_by_test_id("front-chart").evaluate(
        """(chart, [x, y]) => {
          const { xaxis, yaxis } = chart._fullLayout;
          const box = chart.getBoundingClientRect();
          return [box.left + xaxis._offset + xaxis.d2p(x), box.top + yaxis._offset + yaxis.d2p(y)];
        }""",
        [x, y],
    )
    return spot[0], spot[1]


def value_at(page: Page, x: float) -> float:
    """What stands at ``x`` in the window (a logarithm on a log axis)."""
    value: float = page.get_by_test_id("front-chart").evaluate(
        """(chart, x) => {
          const { xaxis } = chart._fullLayout;
          return xaxis.p2l(x - chart.getBoundingClientRect().left - xaxis._offset);
        }""",
        x,
    )
    return value


def still(page: Page) -> None:
    """Wait until nothing moves or fades from one look to another."""
    page.wait_for_function(
        "document.getAnimations().every(one =>"
        " !(one instanceof CSSTransition) || one.playState !== 'running')",
        timeout=TIMEOUT,
    )


def settled(page: Page) -> None:
    """Wait until the page's script has run to its end: a click meanwhile would be lost."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=TIMEOUT)
