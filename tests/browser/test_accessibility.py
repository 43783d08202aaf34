"""Each page under axe-core, in light and in dark: nothing serious, headings in order."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from core.store import Store
from tests.browser.dashboard import Server
from tests.browser.front_page import TIMEOUT
from tests.seeds import seed_run, seed_trials

pytestmark = pytest.mark.browser

PAGES = (
    "",
    "design",
    "launch",
    "prune",
    "front?run={one}",
    "candidate?run={one}&trial=3",
    "compare?runs={one},{two}",
    "runs",
    "glossary",
)
# Findings of lesser impact that count all the same.
WANTED = {"heading-order"}


@pytest.fixture(scope="module")
def runs(dashboard_store: Store) -> dict[str, str]:
    """The ids of two finished runs."""
    return {
        name: seed_run(dashboard_store, seed_trials(40, seed=seed), name=f"Run {name}")
        for seed, name in enumerate(("one", "two"))
    }


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


@pytest.mark.parametrize("path", PAGES)
def test_nothing_serious_is_found(
    page: Page, server: Server, runs: dict[str, str], path: str
) -> None:
    page.goto(f"{server.url}/{path.format(**runs)}")
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=TIMEOUT)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=TIMEOUT)
    wear(page, "light")
    in_light = findings(page)
    wear(page, "dark")
    assert (in_light, findings(page)) == ([], [])
