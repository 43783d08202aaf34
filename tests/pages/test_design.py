"""The design page: counting, saving, undo, problems beside the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core import api
from pages.components.text import big
from tests.pages.conftest import still_charts

Open = Callable[..., AppTest]


def field(app: AppTest, label: str) -> Any:
    return next(box for box in app.text_input if box.label == label)


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def survey(app: AppTest) -> str:
    """Open the tab of all networks; returns what is said under its chart."""
    app.session_state["design_networks"] = "Where they lie"
    app.run()
    [words] = [caption.value for caption in app.caption if "networks drawn" in caption.value]
    return str(words)


def test_preset_is_counted_and_drawn(open_page: Open) -> None:
    app = open_page("design")
    space = next(iter(api.spaces().values()))
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown["Different networks"] == big(api.count(space))
    assert {"Parameters", "MACs"} <= set(shown)


def test_saved_space_is_there_under_its_name(open_page: Open) -> None:
    app = open_page("design")
    field(app, "Name").set_value("mine").run()
    press(app, "Save")
    assert "mine" in api.spaces("guest")


def test_builtin_name_is_refused_in_words(open_page: Open) -> None:
    app = press(open_page("design"), "Save")
    assert "built" in app.error[0].value


def test_wrong_option_is_named(open_page: Open) -> None:
    app = open_page("design")
    field(app, "Fixed for all networks").set_value("no_such_option = 3").run()
    assert r"no\_such\_option" in app.error[0].value
    assert app.metric[0].value == "–"


def test_mistake_leaves_the_head_row_and_shows_one_message(open_page: Open) -> None:
    app = open_page("design")
    draft = dict(app.session_state["design_history"][-1])
    rows = [dict(row) for row in draft["rows"]]
    next(row for row in rows if row["Choice"] == "blocks")["Values"] = "2, bananas"
    app.session_state["design_history"] = [{**draft, "rows": rows}]
    app.session_state["design_version"] = 1
    app.run()
    [error] = app.error
    assert "blocks" in error.value
    assert "more after" not in error.value
    assert (app.metric[0].label, app.metric[0].value) == ("Different networks", "–")
    buttons = {button.label: button.disabled for button in app.button}
    assert buttons["Launch with this space"]
    assert buttons["Save"]


def test_undo_brings_the_former_text_back(open_page: Open) -> None:
    app = open_page("design")
    before = field(app, "Name").value
    field(app, "Name").set_value("changed").run()
    press(app, "Undo")
    assert field(app, "Name").value == before


def test_the_images_of_the_design_go_along_to_launch(open_page: Open) -> None:
    app = open_page("design")
    box = next(box for box in app.selectbox if box.label == "For images of")
    box.set_value("fashion_mnist").run()
    press(app, "Launch with this space")
    data = next(box for box in app.selectbox if box.label == "Data")
    assert data.value == "fashion_mnist"


def test_undo_is_off_before_any_edit(open_page: Open) -> None:
    app = open_page("design")
    assert next(button for button in app.button if button.label == "Undo").disabled


def test_another_sample_differs(open_page: Open) -> None:
    app = open_page("design")
    before = [metric.value for metric in app.metric]
    after = [metric.value for metric in press(app, "Another").metric]
    assert before != after
    assert before[0] == after[0]


def test_saved_space_can_be_deleted(open_page: Open) -> None:
    app = open_page("design")
    field(app, "Name").set_value("mine").run()
    app = press(app, "Save")
    app = open_page("design")
    next(box for box in app.selectbox if box.label == "Delete a saved space").select("mine").run()
    press(app, "Delete for good")
    assert "mine" not in api.spaces("guest")


def test_a_mistake_keeps_the_drawing_of_the_last_valid_space(open_page: Open) -> None:
    app = open_page("design")
    before = {metric.label: metric.value for metric in app.metric}["Parameters"]
    field(app, "Fixed for all networks").set_value("no_such_option = 3").run()
    shown = {metric.label: metric.value for metric in app.metric}
    assert (shown["Different networks"], shown["Parameters"]) == ("–", before)
    assert any("before the mistake" in caption.value for caption in app.caption)


def test_survey_counts_what_can_be_built(open_page: Open) -> None:
    assert survey(open_page("design")).startswith("300 networks")


def test_no_survey_is_made_before_its_tab_is_opened(open_page: Open) -> None:
    app = open_page("design")
    assert not still_charts(app)
    survey(app)
    assert still_charts(app) == 1


def test_survey_says_what_cannot_be_built(open_page: Open) -> None:
    app = open_page("design")
    next(box for box in app.selectbox if box.label == "Start from").select("nasbench201").run()
    words = survey(app)
    assert "no path from its input to its output" in words


@pytest.mark.parametrize("name", ["efficientdet", "tiny_yolo"])
def test_detectors_are_drawn_on_scenes_and_surveyed(open_page: Open, name: str) -> None:
    app = open_page("design")
    next(box for box in app.selectbox if box.label == "Start from").select(name).run()
    data = next(box for box in app.selectbox if box.label == "For images of")
    assert (data.value, len(data.options)) == ("fashion_scenes", 2)
    assert not app.error and {"Parameters", "MACs"} <= {metric.label for metric in app.metric}
    assert survey(app).startswith("300 networks")


def test_classifiers_are_not_drawn_on_scenes(open_page: Open) -> None:
    data = next(box for box in open_page("design").selectbox if box.label == "For images of")
    titles = {info.name: info.title for info in api.datasets()}
    assert titles["digits"] in data.options and titles["fashion_scenes"] not in data.options
