"""What another version made is shown with its name and can be deleted: runs, data, spaces."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import api
from core.specs import RunSpec, Space
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


@pytest.fixture
def foreign_data(home: Path) -> str:
    folder = home / "datasets" / "leaves"
    folder.mkdir(parents=True)
    (folder / "info.json").write_text('{"colour": "green"}')
    return "leaves"


def test_an_upload_of_another_version_is_shown_on_runs(foreign_data: str, open_page: Open) -> None:
    app = open_page("runs")
    assert "Made by another version" in words(app) and "an uploaded data set" in words(app)
    assert not app.button(key="delete-data-leaves").disabled


def test_an_upload_that_is_not_offered_is_named_on_launch(
    foreign_data: str, open_page: Open
) -> None:
    assert "so not offered: leaves" in words(open_page("launch"))


def test_a_saved_space_of_another_version_is_shown_on_design(
    store: Store, space: Space, open_page: Open
) -> None:
    store.spaces.save(space.model_copy(update={"name": "later"}), api.GUEST)
    assert "Made by another version" not in words(open_page("design"))
    write(store, "spaces", {"name": "later"}, body="{}")
    app = open_page("design")
    assert "Made by another version" in words(app) and "**later**" in words(app)
    assert not app.button(key="delete-space-later").disabled


@pytest.mark.parametrize("page", ["home", "front", "compare", "prune", "candidate", "launch"])
def test_no_page_stumbles_over_it(foreign: str, open_page: Open, page: str) -> None:
    assert not open_page(page).exception
    assert not open_page(page, run=foreign).exception
