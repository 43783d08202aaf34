"""Each page under axe-core, in light and in dark: nothing serious, headings in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from core.parents import repository
from core.parents.info import SensitivityMap
from core.store import Store
from tests.browser.dashboard import Server
from tests.browser.front_page import TIMEOUT, settled, still
from tests.detections import seed_detectors
from tests.prunings import pruned_trials, seed_parent, seed_pruning
from tests.seeds import seed_run, seed_trials

pytestmark = pytest.mark.browser

PAGES = (
    "",
    "design",
    "launch",
    "prune",
    "prune?parent=net",
    "front?run={one}",
    "front?run={pruned}&trial=3",
    "candidate?run={one}&trial=3",
    "candidate?run={finder}&trial=0",
    "compare?runs={one},{two}",
    "runs",
    "glossary",
)
BEARS = SensitivityMap(
    groups=(0, 1), ratios=(0.3, 0.9), quality=((0.95, 0.6), (0.9, 0.1)), unpruned=0.96, images=64
)
# Findings of lesser impact that count all the same.
WANTED = {"heading-order"}


DIALOGS = ("Rename", "Delete")


@pytest.fixture(scope="module")
def runs(dashboard_store: Store) -> Iterator[dict[str, str]]:
    """The ids of two finished searches, of one that prunes a parent and of one for detectors."""
    home = dashboard_store.home
    parent = seed_parent(home)
    repository.remove(parent.name, home)
    repository.draft(parent.name, home).mkdir(parents=True)
    repository.keep_parent(parent.model_copy(update={"sensitivity": BEARS}), home)
    searches = {
        name: seed_run(dashboard_store, seed_trials(40, seed=seed), name=f"Run {name}")
        for seed, name in enumerate(("one", "two"))
    }
    pruned = seed_pruning(dashboard_store, pruned_trials(12))
    yield searches | {"pruned": pruned, "finder": seed_detectors(dashboard_store)}
    repository.remove(parent.name, home)


def findings(page: Page) -> list[str]:
    """Return what axe-core finds that is serious, critical or wanted, a line each."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{found['id']}: {node['target']} {node.get('failureSummary', '')}"
        for found in violations
        if found["impact"] in ("serious", "critical") or found["id"] in WANTED
        for node in found["nodes"]
    ]


def wear(page: Page, shade: Literal["light", "dark"]) -> None:
    """Show the page to somebody who likes it ``light`` or ``dark``."""
    page.emulate_media(color_scheme=shade)
    scheme = f"getComputedStyle(document.querySelector('.stApp')).colorScheme === '{shade}'"
    page.wait_for_function(scheme, timeout=TIMEOUT)
    still(page)


def visit(page: Page, address: str) -> None:
    """Open a page and wait until all of it is there."""
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=TIMEOUT)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=TIMEOUT)
    settled(page)


def in_both_shades(page: Page) -> tuple[list[str], list[str]]:
    """What is found in light and in dark."""
    wear(page, "light")
    in_light = findings(page)
    wear(page, "dark")
    return in_light, findings(page)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_serious_is_found(
    page: Page, server: Server, runs: dict[str, str], path: str
) -> None:
    visit(page, f"{server.url}/{path.format(**runs)}")
    assert in_both_shades(page) == ([], [])


@pytest.mark.parametrize("action", DIALOGS)
def test_nothing_serious_is_found_in_an_open_dialog(
    page: Page, server: Server, runs: dict[str, str], action: str
) -> None:
    visit(page, f"{server.url}/runs")
    page.get_by_role("button", name="Actions for Run one").first.click(timeout=TIMEOUT)
    page.get_by_role("menuitem", name=action).click(timeout=TIMEOUT)
    expect(page.get_by_role("dialog")).to_be_visible(timeout=TIMEOUT)
    settled(page)
    assert in_both_shades(page) == ([], [])
