"""Runs and the front that the menu opens: whose runs they are, and several at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from core import api
from core.store import Store
from pages.components import owner
from pages.parts.runs.bulk import pick_key
from tests.pages.test_pages import words
from tests.seeds import seed_run, seed_spec, seed_trials

Open = Callable[..., AppTest]


def tick(app: AppTest, *run_ids: str) -> AppTest:
    """Tick the boxes of these runs."""
    for run_id in run_ids:
        app.checkbox(key=pick_key(run_id)).check()
    return app.run()


def press(app: AppTest, label: str) -> AppTest:
    """Press the last button called ``label``: a dialog's comes after the page's."""
    [*_, button] = [button for button in app.button if button.label == label]
    return button.click().run()


def seed_running(store: Store, name: str, person: str) -> str:
    run_id = store.runs.add(seed_spec(name, 3), person)
    store.runs.change(run_id, status="running")
    return run_id


def test_front_from_the_menu_is_ones_own_newest_run(
    open_page: Open, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = store.runs.add(seed_spec("Mine", 3), "Mia")
    store.runs.add(seed_spec("Newer, of somebody else", 3), "Ada")
    monkeypatch.setattr(owner, "remembered", lambda: "Mia")
    assert open_page("front").session_state["last_run"] == mine


def test_front_without_a_run_of_ones_own_is_the_newest(open_page: Open, store: Store) -> None:
    store.runs.add(seed_spec("Older", 3), "Ada")
    newest = store.runs.add(seed_spec("Newest", 3), "Ada")
    assert open_page("front").session_state["last_run"] == newest


def test_stopping_somebody_elses_run_asks_first(open_page: Open, store: Store) -> None:
    run_id = seed_running(store, "Long", "Ada")
    app = open_page("runs")
    app.menu_button[0].click("Stop").run()
    assert api.run(run_id).request == ""
    assert any("launched by **Ada**" in text.value for text in app.markdown)


def test_home_names_the_owner_of_every_run(open_page: Open, store: Store) -> None:
    store.runs.add(seed_spec("One", 3), "Ada")
    assert any("by Ada" in caption.value for caption in open_page("home").caption)


def test_several_runs_are_deleted_after_a_question(open_page: Open, store: Store) -> None:
    gone = [seed_run(store, seed_trials(2), name=name) for name in ("One", "Two")]
    seed_run(store, [], name="Three")
    app = press(tick(open_page("runs"), *gone), "Delete")
    assert any("2 runs with 4 trials" in text.value for text in app.markdown)
    assert len(api.runs()) == 3


def test_owners_of_picked_runs_are_named_before_they_are_stopped(
    open_page: Open, store: Store
) -> None:
    both = [seed_running(store, name, "Ada") for name in ("One", "Two")]
    app = tick(open_page("runs"), *both)
    assert app.button(key="bulk-delete").disabled
    app = press(app, "Stop")
    assert any("launched by Ada" in text.value for text in app.markdown)


def test_running_run_is_not_deleted_with_the_others(open_page: Open, store: Store) -> None:
    running, ended = seed_running(store, "At work", "Ada"), seed_run(store, [], name="Done")
    app = press(tick(open_page("runs"), running, ended), "Delete")
    assert "1 run still running" in words(app)


@pytest.mark.parametrize("page", ["home", "runs"])
def test_a_waiting_run_says_when_its_first_point_comes(
    open_page: Open, store: Store, page: str
) -> None:
    seed_running(store, "Under way", "Ada")
    store.runs.add(seed_spec("Waits", 40), "Ada")
    assert any("first point in" in caption.value for caption in open_page(page).caption)
