"""Data and space on the launch page: a table brings its space and the look-up along, once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core import api
from core.datasets import info
from core.specs import RunSpec
from core.tables import import_table
from tests.core.tables.conftest import FOUR, NASBENCH201, OWN

Open = Callable[..., AppTest]


@pytest.fixture
def tables(home: Path, tmp_path: Path) -> None:
    """A table over a built-in space, and one whose space is known from it alone."""
    published, own = tmp_path / "published.csv", tmp_path / "own.csv"
    published.write_text("\n".join(NASBENCH201))
    own.write_text("\n".join(OWN))
    import_table(published, name="nasbench201", home=home)
    import_table(own, name="mine", home=home, space=FOUR, images=info("digits", home))


def box(app: AppTest, label: str) -> Any:
    return next(each for each in (*app.selectbox, *app.number_input) if each.label == label)


def scored(app: AppTest) -> Any:
    return next(each for each in app.radio if each.label == "How each network is scored")


def choose(app: AppTest, data: str) -> AppTest:
    return box(app, "Data").set_value(data).run()


def state(app: AppTest) -> tuple[str, str]:
    """The space and the way of scoring that are chosen."""
    return box(app, "Search space").value, scored(app).value


def launched(app: AppTest) -> RunSpec:
    next(button for button in app.button if button.label == "Launch").click().run()
    return api.runs()[0].spec


def test_a_table_brings_its_space_and_the_look_up(open_page: Open, tables: None) -> None:
    app = choose(open_page("launch"), "nasbench201")
    assert state(app) == ("nasbench201", "table")
    spec = launched(app)
    assert (spec.dataset, spec.space.family) == ("nasbench201", "nasbench201")
    assert spec.estimator.name == "table" and not app.error


def test_a_space_that_only_the_table_knows_is_offered_with_it(
    open_page: Open, tables: None
) -> None:
    app = choose(open_page("launch"), "mine")
    assert state(app) == ("four", "table")
    assert "four" not in box(choose(app, "digits"), "Search space").options
    assert launched(choose(app, "mine")).space == FOUR


def test_images_bring_back_what_was_chosen_before_the_table(open_page: Open, tables: None) -> None:
    app = open_page("launch")
    box(app, "Search space").set_value("mobilenet_small")
    scored(app).set_value("proxy_then_training")
    box(app, "Population").set_value(7)
    app.run()
    box(app, "Batch size").set_value(48).run()
    for table in ("mine", "nasbench201"):
        choose(app, table)
    assert state(choose(app, "fashion_mnist")) == ("mobilenet_small", "proxy_then_training")
    assert (box(app, "Batch size").value, box(app, "Population").value) == (48, 7)


def test_what_is_changed_by_hand_afterwards_stays(open_page: Open, tables: None) -> None:
    app = choose(open_page("launch"), "nasbench201")
    box(app, "Search space").set_value("mobilenet_small")
    assert state(app.run()) == state(app.run()) == ("mobilenet_small", "table")
    assert any("table" in error.value for error in app.error)
    assert state(choose(app, "digits")) == ("mobilenet_small", "training")


def test_scenes_bring_detectors_along_and_images_what_was_there_before(open_page: Open) -> None:
    app = open_page("launch")
    box(app, "Search space").set_value("mobilenet_small")
    scored(app).set_value("proxy_then_training").run()
    choose(app, "fashion_scenes")
    assert box(app, "Search space").options == ["efficientdet", "tiny_yolo"]
    assert state(app) == ("tiny_yolo", "detection") and not app.error
    box(app, "Search space").set_value("efficientdet").run()
    choose(app, "fashion_mnist")
    assert state(app) == ("mobilenet_small", "proxy_then_training") and not app.error
    assert "tiny_yolo" not in box(app, "Search space").options
    assert state(choose(app, "fashion_scenes")) == ("efficientdet", "detection")


def test_scenes_and_a_table_bring_each_other_their_spaces(open_page: Open, tables: None) -> None:
    app = choose(choose(open_page("launch"), "fashion_scenes"), "nasbench201")
    assert state(app) == ("nasbench201", "table") and not app.error
    assert state(choose(app, "fashion_scenes"))[1] == "detection" and not app.error
    assert state(choose(app, "digits")) == ("convnet_small", "training") and not app.error


def test_only_what_can_score_the_data_is_offered(open_page: Open, tables: None) -> None:
    app = open_page("launch")
    titles = {entry.name: entry.title for entry in api.estimators()}
    assert scored(app).options == [
        titles[name] for name in ("training", "proxy", "proxy_then_training")
    ]
    assert scored(choose(app, "mine")).options == [titles["table"]]


def test_a_variation_of_a_search_in_a_table_can_go_on_to_images(
    open_page: Open, tables: None
) -> None:
    spec = {"name": "x", "dataset": "mine", "space": FOUR, "estimator": "table"}
    app = open_page("launch", **{"from": api.launch(api.check(spec))})
    assert state(app) == ("four", "table") and not app.error
    space, estimator = state(choose(app, "digits"))
    assert space != "four" and estimator == "training" and not app.error


def test_rungs_that_the_table_has_no_answers_for_are_reported_beside_the_strategy(
    open_page: Open, tables: None
) -> None:
    app = choose(open_page("launch"), "nasbench201")
    app.segmented_control[0].set_value("Early stopping").run()
    [told] = [error.value for error in app.error]
    assert "the table has all scores after 12" in told
