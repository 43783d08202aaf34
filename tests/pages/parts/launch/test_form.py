"""Goals on the launch page: only qualities that are measured, and back what was picked of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from core import api
from core.metrics import METRICS

Open = Callable[..., AppTest]


def good(app: AppTest) -> Any:
    return next(box for box in app.multiselect if box.label == "As good as possible")


def choose(app: AppTest, data: str) -> AppTest:
    return next(box for box in app.selectbox if box.label == "Data").set_value(data).run()


def score(app: AppTest, estimator: str) -> AppTest:
    title = "How each network is scored"
    return next(box for box in app.radio if box.label == title).set_value(estimator).run()


def test_scenes_bring_the_goals_of_detectors_and_images_their_own(open_page: Open) -> None:
    app = choose(open_page("launch"), "fashion_scenes")
    assert good(choose(app, "digits")).value == ["val_accuracy"]
    choose(app, "fashion_scenes")
    assert good(app).value == ["val_map50"] and not app.error
    assert good(app).options == [METRICS[n].label for n in api.qualities_of("detection")]
    next(button for button in app.button if button.label == "Launch").click().run()
    [run] = api.runs()
    assert [goal.metric for goal in run.spec.objectives] == ["val_map50", "parameters"]


def test_the_preset_of_detectors_can_be_launched_as_it_is(open_page: Open) -> None:
    app = open_page("launch")
    start = next(box for box in app.selectbox if box.label == "Start from")
    start.set_value(list(api.presets()).index("detect-quick")).run()
    assert good(app).value == ["val_map50"] and not app.error
    next(button for button in app.button if button.label == "Launch").click().run()
    [run] = api.runs()
    preset = api.presets()["detect-quick"]
    assert (run.spec.space, run.spec.objectives) == (preset.space, preset.objectives)


def test_goals_that_were_picked_are_there_again(open_page: Open) -> None:
    app = open_page("launch")
    good(app).set_value(["val_loss"]).run()
    choose(app, "fashion_scenes")
    good(app).set_value(["val_map", "val_map50"]).run()
    assert good(choose(app, "digits")).value == ["val_loss"]
    assert good(choose(app, "fashion_scenes")).value == ["val_map", "val_map50"]


def test_an_estimator_that_trains_nothing_offers_its_own_score_alone(open_page: Open) -> None:
    app = score(open_page("launch"), "proxy")
    assert good(app).value == ["proxy"] and len(good(app).options) == 1 and not app.error
    assert good(score(app, "training")).value == ["val_accuracy"]
