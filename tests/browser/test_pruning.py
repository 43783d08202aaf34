"""From a trained network to its pruned descendants, in a real browser with real processes."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from core.datasets import import_scenes
from core.specs import Run, RunSpec
from core.store import Store
from tests.browser.dashboard import Server
from tests.browser.front_page import ROOT, TIMEOUT
from tests.core.datasets.uploads.annotations.uploads import scene_members, zipped

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
    return ended(dashboard_store, spec)


@pytest.fixture
def detector(server: Server, dashboard_store: Store, tmp_path: Path) -> str:
    """A real run of one small detector, on pictures that a person brought."""
    pictures = zipped(scene_members(40, seed=2), tmp_path / "yard.zip")
    import_scenes(pictures, filename="yard.zip", name="yard", home=server.home, side=64)
    spec = {
        "name": "A detector to prune",
        "dataset": "yard",
        "space": {
            "name": "one YOLO",
            "family": "tiny_yolo",
            "choices": {"version": [3], "stages": [4], "width_multiplier": [0.25]},
        },
        "strategy": "random",
        "objectives": ["val_map50", "parameters"],
        "estimator": {"name": "detection", "params": {"epochs": 3, "batch_size": 8}},
        "budget": {"trials": 1},
    }
    return ended(dashboard_store, spec)


def ended(store: Store, spec: dict[str, Any]) -> str:
    """The id of a run of ``spec`` that has ended."""
    run_id = store.runs.add(RunSpec.model_validate(spec), "grace")
    end = time.monotonic() + TRAINING
    while not store.runs.get(run_id).has_ended:
        assert time.monotonic() < end, "the network was not trained in time"
        time.sleep(0.2)
    return run_id


def test_a_trained_network_is_taken_pruned_and_watched(
    page: Page, server: Server, dashboard_store: Store, trained: str
) -> None:
    run = pruned_in_browser(page, server, dashboard_store, trained, NETWORKS)
    expect(page.get_by_test_id("front-kept")).to_contain_text("of the accuracy")
    assert run.spec.estimator.name == "pruning" and run.counts.failed == 0
    smallest = min(dashboard_store.trials.of(run.id), key=lambda trial: trial.metrics["macs"])
    assert smallest.metrics["macs"] < 0.4 * _macs(dashboard_store, trained)
    page.goto(f"{server.url}/candidate?run={run.id}&trial={smallest.number}")
    expect(page.get_by_text(re.compile(r"Of [\d,]+ channels"))).to_be_visible(timeout=TIMEOUT)


def test_a_detector_is_taken_pruned_and_watched(
    page: Page, server: Server, dashboard_store: Store, detector: str
) -> None:
    run = pruned_in_browser(page, server, dashboard_store, detector, networks=3)
    assert run.spec.estimator.name == "detector_pruning" and run.counts.failed == 0
    assert all("val_map50" in trial.metrics for trial in dashboard_store.trials.of(run.id))
    page.goto(f"{server.url}/candidate?run={run.id}&trial=0")
    expect(page.get_by_text("What is there, and what it finds")).to_be_visible(timeout=TIMEOUT)


def pruned_in_browser(page: Page, server: Server, store: Store, of: str, networks: int) -> Run:
    """Take the first network of a run as a parent and search its prunings, all by clicks."""
    page.goto(f"{server.url}/candidate?run={of}&trial=0")
    page.get_by_role("link", name="Prune this network").click(timeout=TIMEOUT)
    page.get_by_role("button", name="Use it as a parent").click(timeout=TIMEOUT)
    expect(page.get_by_text("What to try")).to_be_visible(timeout=READING)
    expect(page.get_by_text(re.compile("Which layers can be cut"))).to_be_visible()
    number = page.get_by_label("Networks to try")
    number.fill(str(networks))
    number.press("Enter")
    page.get_by_role("button", name="Launch", exact=True).click(timeout=TIMEOUT)
    page.wait_for_url("**/front?*", timeout=TIMEOUT)
    page.wait_for_function(
        f"Number(document.querySelector('{ROOT}')?.dataset.trials) >= {networks}", timeout=PRUNING
    )
    return store.runs.find(limit=1)[0]


def _macs(store: Store, run_id: str) -> float:
    return store.trials.get(run_id, 0).metrics["macs"]
