"""Runs: one that another version made is shown with its name and can be deleted."""

from __future__ import annotations

import pytest

from core.specs import RunSpec
from core.store import Store
from tests.core.store.test_reading import write
from tests.pages.test_pages import Open, words


@pytest.fixture
def foreign(store: Store, spec: RunSpec) -> str:
    run_id = store.runs.add(spec.model_copy(update={"name": "From [tomorrow]"}), "grace")
    write(store, "runs", {"id": run_id}, spec='{"colour": "green"}')
    return run_id


def test_a_run_of_another_version_is_shown_beside_the_others(
    store: Store, spec: RunSpec, foreign: str, open_page: Open
) -> None:
    store.runs.add(spec, "ada")
    text = words(open_page("runs"))
    assert "Made by another version" in text and "by grace" in text


def test_it_is_shown_where_it_is_the_only_one(foreign: str, open_page: Open) -> None:
    app = open_page("runs")
    assert "Made by another version" in words(app) and "No run yet" not in words(app)
    assert app.button(key=f"delete-{foreign}").label == "Delete"


@pytest.mark.parametrize("page", ["home", "front", "compare", "prune", "candidate", "launch"])
def test_no_page_stumbles_over_it(foreign: str, open_page: Open, page: str) -> None:
    assert not open_page(page).exception
    assert not open_page(page, run=foreign).exception
