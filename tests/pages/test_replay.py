"""Which runs are offered a replay from the Runs page; tests/browser plays one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from core.store import Store
from pages.parts.runs.replay import suggested
from tests.seeds import seed_run, seed_trials

Open = Callable[..., AppTest]


def test_running_run_cannot_be_replayed(open_page: Open, store: Store) -> None:
    run_id = seed_run(store, seed_trials(6))
    store.runs.change(run_id, status="running", ended=None)
    assert "Replay" not in open_page("runs").menu_button[0].options


def test_run_without_trained_networks_cannot_be_replayed(open_page: Open, store: Store) -> None:
    seed_run(store, [])
    assert "Replay" not in open_page("runs").menu_button[0].options


@pytest.mark.parametrize(
    ("name", "table"),
    [("My leaves!", "my-leaves"), ("été", "t"), ("…", "table"), ("x" * 60, "x" * 40)],
)
def test_suggested_name_is_one_that_a_table_may_have(name: str, table: str) -> None:
    assert suggested(name) == table
