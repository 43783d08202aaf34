"""The disk on the pages: a warning, what is kept, clearing it after a question."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from core import api
from core.settings import LOW_FREE
from core.store import Store
from tests.core.jobs.test_leftovers import left
from tests.core.test_usage import uploaded_dataset

Open = Callable[..., AppTest]


def shown(app: AppTest) -> AppTest:
    return app.toggle(key="disk-shown").set_value(True).run()


@pytest.mark.parametrize("page", ["home", "launch", "prune"])
def test_little_room_is_warned_of_where_more_is_made(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setenv(LOW_FREE, "0")
    assert not any("left on the disk" in warning.value for warning in open_page(page).warning)
    monkeypatch.setenv(LOW_FREE, "1000000000")
    assert any("left on the disk" in warning.value for warning in open_page(page).warning)


def test_what_is_left_over_and_unused_goes_only_after_a_question(
    open_page: Open, store: Store
) -> None:
    draft = left(store.home / "datasets" / ".incoming-abc")
    uploaded_dataset(store.home, "mine")
    app = shown(open_page("runs"))
    assert draft.exists() and "mine" in {each.name for each in api.datasets()}
    app.button(key="disk-sure-left").click().run()
    assert not draft.exists() and "mine" in {each.name for each in api.datasets()}
    app.button(key="disk-sure-mine").click().run()
    assert "mine" not in {each.name for each in api.datasets()}
