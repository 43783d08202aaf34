"""Every page as Streamlit's own test runner sees it, over a home of its own."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.components import owner

NAVIGATION = str(Path(__file__).resolve().parents[2] / "pages" / "navigation.py")


@pytest.fixture
def open_page(home: Path) -> Callable[..., AppTest]:
    """Opens a page by its file's name, with the URL's parameters; fails on any exception."""

    def open_one(name: str, **parameters: str) -> AppTest:
        app = AppTest.from_file(NAVIGATION, default_timeout=120)
        if name != "home":
            app.switch_page(f"{name}.py")
        app.query_params.update(parameters)
        app.run()
        assert not app.exception
        return app

    return open_one


def still_charts(app: AppTest) -> int:
    """How many charts that Python draws a page shows."""
    names = [element.proto.component_name for element in app.get("bidi_component")]
    return names.count("paretoscope.still_chart")


@pytest.fixture(scope="module", autouse=True)
def heap_of_its_own() -> Iterator[None]:
    """Streamlit collects garbage after every run of a page: what other tests left is passed over.

    Once a process has built networks, a full collection takes seconds.
    """
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def no_supervisor(no_supervisor: None) -> None:
    """Pages launch runs: for every test of them."""


@pytest.fixture(autouse=True)
def no_cookies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit's test runner has no browser: in place of cookies it gives a mock."""
    monkeypatch.setattr(owner, "remembered", lambda: "")
