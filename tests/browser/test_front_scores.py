"""The best score on a front says on which pictures it was taken, how sure it is, and its test."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from core.specs import Trial
from core.store import Store
from tests.browser.dashboard import Server
from tests.browser.front_page import TIMEOUT, open_front
from tests.conftest import make_trial
from tests.seeds import seed_run, seed_split

pytestmark = pytest.mark.browser


def scored(number: int, validation: float, test: float, parameters: float) -> Trial:
    trial = make_trial(number, validation, parameters)
    return trial.model_copy(update={"metrics": trial.metrics | {"test_accuracy": test}})


@pytest.fixture
def run_id(dashboard_store: Store) -> str:
    """The winner by validation is second on the test pictures."""
    trials = [scored(0, 0.9, 0.9, 50), scored(1, 0.979, 0.981, 300), scored(2, 0.997, 0.972, 900)]
    added = seed_run(dashboard_store, trials)
    seed_split(dashboard_store, added)
    return added


def test_the_best_accuracy_is_labelled_and_its_test_stands_beside_it(
    page: Page, server: Server, run_id: str
) -> None:
    open_front(page, server.url, run_id)
    where = page.get_by_test_id("front-best-where")
    expect(where).to_have_text("on 288 validation pictures", timeout=TIMEOUT)
    expect(page.get_by_test_id("front-best-interval")).to_have_text("98.1 to 100.0 %")
    expect(page.get_by_test_id("front-best-test")).to_have_text(
        "On 360 test pictures 97.2 % (94.9 to 98.5 %); the best there is trial 1 with 98.1 %."
    )
