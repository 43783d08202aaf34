"""What the launch form is filled from: the run in the URL, then what was opened last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from core import api
from core.store import Store
from tests.seeds import seed_run, seed_spec, seed_trials

Open = Callable[..., AppTest]


def name_of(app: AppTest) -> str:
    return str(next(box for box in app.text_input if box.label == "Name of the run").value)


def start_box(app: AppTest) -> Any:
    return next(box for box in app.selectbox if box.label == "Start from")


def designed(open_page: Open, name: str = "Mine") -> AppTest:
    """The launch page as the design page leads to it."""
    app = open_page("design")
    next(box for box in app.text_input if box.label == "Name").set_value(name).run()
    next(b for b in app.button if b.label == "Launch with this space").click().run()
    # The test runner follows a page's own switch only when it is told to.
    return app.switch_page("launch.py").run()


def open_yaml(app: AppTest, name: str) -> AppTest:
    text = api.spec_to_yaml(seed_spec(name, 3)).encode()
    uploader = next(box for box in app.file_uploader if box.label == "Run spec as YAML")
    return uploader.set_value((f"{name}.yaml", text, "application/yaml")).run()


def test_designed_space_fills_the_form_and_stays(open_page: Open) -> None:
    app = designed(open_page)
    assert name_of(app) == "Mine"
    assert name_of(app.run()) == "Mine"


def test_designed_detectors_are_searched_on_scenes(open_page: Open) -> None:
    app = open_page("launch")
    app.session_state["designed_space"] = api.space("efficientdet").model_copy(
        update={"name": "Finders"}
    )
    app.run()
    assert name_of(app) == "Finders" and not app.error
    data = next(box for box in app.selectbox if box.label == "Data")
    assert data.value == "fashion_scenes"


def test_run_in_the_url_wins_over_a_designed_space(open_page: Open, store: Store) -> None:
    app = designed(open_page)
    app.query_params["from"] = seed_run(store, seed_trials(3), name="Former")
    assert name_of(app.run()) == "Former"
    assert "convnet_small" in next(b for b in app.selectbox if b.label == "Search space").value
    del app.query_params["from"]
    assert name_of(app.run()) == "quick"


def test_presets_can_be_picked_over_what_was_opened(open_page: Open) -> None:
    app = designed(open_page)
    box = start_box(app)
    assert box.options[0] == "Mine (your design)"
    assert name_of(box.set_value(1).run()) == "quick"


def test_file_opened_last_wins_over_a_designed_space(open_page: Open) -> None:
    app = open_yaml(designed(open_page), "From a file")
    assert start_box(app).options[0] == "From a file (opened file)"
    assert name_of(app) == "From a file"


def test_space_designed_last_wins_over_a_file(open_page: Open) -> None:
    app = open_yaml(open_page("launch"), "From a file")
    app.session_state["designed_space"] = api.space("convnet_small").model_copy(
        update={"name": "Newer"}
    )
    assert name_of(app.run()) == "Newer"
