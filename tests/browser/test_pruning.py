"""From a trained network to its pruned descendants, in a real browser with real processes."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from core import api
from core.store import Store
from tests.browser.dashboard import Server
from tests.browser.front_page import ROOT, TIMEOUT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TRAINING, READING, PRUNING = 120.0, 120_000, 240_000
NETWORKS = 6


@pytest.fixture
def trained(server: Server, dashboard_store: Store) -> str:
    """A real run of one network that has learned the digits."""
    spec = {
        "name": "A network to prune",
        "dataset": "digits",
        "space": {
            "name": "one convnet",
            "family": "convnet",
            "choices": {"blocks": [2], "width_1": [16], "width_2": [32]},
        },
        "strategy": "random",
        "estimator": {"name": "training", "params": {"epochs": 6, "batch_size": 32}},
        "budget": {"trials": 1},
    }
    run_id = dashboard_store.runs.add(api.check(spec), "grace")
    end = time.monotonic() + TRAINING
    while not dashboard_store.runs.get(run_id).has_ended:
        assert time.monotonic() < end, "the network was not trained in time"
        time.sleep(0.2)
    return run_id


def test_a_trained_network_is_taken_pruned_and_watched(
    page: Page, server: Server, dashboard_store: Store, trained: str
) -> None:
    page.goto(f"{server.url}/candidate?run={trained}&trial=0")
    page.get_by_role("link", name="Prune this network").click(timeout=TIMEOUT)
    page.get_by_role("button", name="Use it as a parent").click(timeout=TIMEOUT)
    expect(page.get_by_text("What to try")).to_be_visible(timeout=READING)
    expect(page.get_by_text(re.compile("Which layers can be cut"))).to_be_visible()
    number = page.get_by_label("Networks to try")
    number.fill(str(NETWORKS))
    number.press("Enter")
    page.get_by_role("button", name="Launch", exact=True).click(timeout=TIMEOUT)
    page.wait_for_url("**/front?*", timeout=TIMEOUT)
    page.wait_for_function(
        f"Number(document.querySelector('{ROOT}')?.dataset.trials) >= {NETWORKS}", timeout=PRUNING
    )
    expect(page.get_by_test_id("front-kept")).to_contain_text("of the accuracy at")
    run = dashboard_store.runs.find(limit=1)[0]
    assert run.spec.estimator.name == "pruning" and run.counts.failed == 0
    smallest = min(dashboard_store.trials.of(run.id), key=lambda trial: trial.metrics["macs"])
    assert smallest.metrics["macs"] < 0.4 * _macs(dashboard_store, trained)
    page.goto(f"{server.url}/candidate?run={run.id}&trial={smallest.number}")
    expect(page.get_by_text(re.compile(r"Of [\d,]+ channels"))).to_be_visible(timeout=TIMEOUT)


def _macs(store: Store, run_id: str) -> float:
    return store.trials.get(run_id, 0).metrics["macs"]
