"""Pages on a phone, magnified, and on a screen: no name and no figure is cut."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from core.parents import repository
from core.store import Store
from tests.browser.dashboard import Server
from tests.browser.front_page import TIMEOUT
from tests.prunings import METRICS, pruned_trials, seed_parent, seed_pruning
from tests.seeds import seed_run, seed_trials

pytestmark = pytest.mark.browser

# A phone; 1280 magnified twice; a laptop; a projector.
WIDTHS = (390, 640, 1280, 1920)
LONG = "Donaudampfschifffahrtsgesellschaft against a name of which no list has a line"
# What is wider than the place that shows it, and hidden there.
CUT = """texts => texts.filter(text => {
  for (let box = text; box; box = box.parentElement) {
    if (getComputedStyle(box).overflowX !== "visible" && box.scrollWidth > box.clientWidth + 1)
      return true;
  }
  return false;
}).map(text => text.innerText)"""
TOPS = "figures => figures.map(figure => Math.round(figure.getBoundingClientRect().top))"


@pytest.fixture(scope="module")
def pruned(dashboard_store: Store) -> Iterator[str]:
    """A run that prunes a parent of which not all MACs are known."""
    home = dashboard_store.home
    parent = seed_parent(home)
    repository.remove(parent.name, home)
    repository.draft(parent.name, home).mkdir(parents=True)
    update = {"metrics": METRICS | {"macs_uncounted": 1.0}}
    repository.keep_parent(parent.model_copy(update=update), home)
    yield seed_pruning(dashboard_store, pruned_trials(4))
    repository.remove(parent.name, home)


def cut(page: Page, selector: str) -> list[str]:
    """The texts at ``selector`` that are cut, at any width."""
    expect(page.locator(selector).first).to_be_visible(timeout=TIMEOUT)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(f"innerWidth === {width}", timeout=TIMEOUT)
        found += [f"{width}: {text}" for text in page.locator(selector).evaluate_all(CUT)]
    return found


@pytest.mark.parametrize("path", ["candidate?run={run}&trial=0", "prune?parent=net"])
def test_no_label_of_a_figure_is_cut(page: Page, server: Server, pruned: str, path: str) -> None:
    page.goto(f"{server.url}/{path.format(run=pruned)}")
    expect(page.get_by_test_id("stMetric").nth(5)).to_be_visible(timeout=TIMEOUT)
    assert cut(page, "[data-testid=stMetricLabel] p") == []


@pytest.mark.parametrize("path", ["", "runs"])
def test_a_long_name_is_shown_whole(
    page: Page, server: Server, dashboard_store: Store, path: str
) -> None:
    seed_run(dashboard_store, seed_trials(2), name=LONG)
    page.goto(f"{server.url}/{path}")
    expect(page.get_by_role("link", name=LONG).first).to_be_visible(timeout=TIMEOUT)
    assert cut(page, "[data-testid=stPageLink-NavLink] p") == []


def test_figures_stand_side_by_side_where_a_page_is_magnified(
    page: Page, server: Server, pruned: str
) -> None:
    page.set_viewport_size({"width": 640, "height": 450})
    page.goto(f"{server.url}/candidate?run={pruned}&trial=0")
    expect(page.get_by_test_id("stMetric").nth(5)).to_be_visible(timeout=TIMEOUT)
    tops = page.get_by_test_id("stMetric").evaluate_all(TOPS)
    assert tops[0] == tops[1] == tops[2]
