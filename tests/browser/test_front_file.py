"""The front as one file: it says what the page says, and opens without any server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from core.store import Store
from pages.components.text import share
from pages.parts.front.export import front_html
from tests.browser.front_page import TIMEOUT, settled
from tests.seeds import seed_run, seed_trials

pytestmark = pytest.mark.browser
VIEW: dict[str, Any] = {"x": "macs", "y": "val_accuracy", "limit": 50_000, "least": 0.9}


def read(page: Page, file: Path) -> list[str]:
    """Open a file; the sentences that are in it."""
    page.goto(file.as_uri())
    return page.locator(".said p").all_inner_texts()


def said_in_file(page: Page, folder: Path) -> list[str]:
    """Take the file from the page, and open it."""
    settled(page)
    with page.expect_download(timeout=TIMEOUT) as download:
        page.get_by_role("button", name="Chart as a web page").click()
    download.value.save_as(folder / "front.html")
    return read(page, folder / "front.html")


def test_a_file_says_where_the_sliders_stood_and_what_fits(
    page: Page, store: Store, tmp_path: Path
) -> None:
    bound = [
        trial.model_copy(update={"metrics": trial.metrics | {"macs_uncounted": 1.0}})
        for trial in seed_trials(60)
    ]
    file = tmp_path / "front.html"
    file.write_text(front_html(seed_run(store, bound), VIEW), encoding="utf-8")
    afford, need = read(page, file)
    fits = [t for t in bound if t.status == "complete" and t.metrics["macs"] <= VIEW["limit"]]
    best = max(fits, key=lambda trial: trial.metrics["val_accuracy"])
    assert afford.startswith(
        "Largest model I can afford: at most 50,000 MACs. "
        f"Trial {best.number}: {share(best.metrics['val_accuracy'])} accuracy with at least "
    )
    assert need.startswith("Least accuracy I need: at least 90.0 %. Trial ")
    assert "as far as they are known" in need
