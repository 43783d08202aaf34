"""A dashboard below a path of its server, as behind a proxy that others share."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from core.store import Store
from tests.browser.dashboard import serving
from tests.browser.front_page import TIMEOUT, has_trials, open_front
from tests.seeds import seed_run, seed_trials

pytestmark = pytest.mark.browser


def test_a_front_is_drawn_with_scripts_and_events_from_below_the_path(
    chromium: Browser, tmp_path: Path
) -> None:
    with serving(tmp_path, base="/team/lab") as server:
        store = Store(tmp_path, f"sqlite:///{tmp_path / 'paretoscope.db'}")
        run_id = seed_run(store, seed_trials(12))
        page = chromium.new_page()
        page.set_default_timeout(TIMEOUT)
        asked: dict[str, int] = {}
        page.on("response", lambda answer: asked.update({answer.url: answer.status}))
        open_front(page, server.url, run_id)
        has_trials(page, 12)
        page.close()
        store.database.close()
    assets = {url: status for url, status in asked.items() if "/assets/" in url}
    assert len(assets) > 10 and set(assets.values()) == {200}
    assert all(url.startswith(f"{server.url}/assets/") for url in assets)
