"""The upload of a table: a published one by its columns, one's own with its space."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from core import api
from tests.core.tables.conftest import FOUR, NASBENCH201, OWN

Open = Callable[..., AppTest]


def labelled(boxes: Any, label: str) -> Any:
    return next(box for box in boxes if box.label == label)


def add(app: AppTest, lines: list[str], name: str, space: str = "") -> AppTest:
    """What a person does: choose a file, type a name, say what it answers for, press the button."""
    content = "\n".join(lines).encode()
    labelled(app.file_uploader, "Table").set_value(("answers.csv", content, "text/csv")).run()
    labelled(app.text_input, "Name of the table").set_value(name).run()
    if space:
        labelled(app.selectbox, "Networks of").set_value(space).run()
    return labelled(app.button, "Add this table").click().run()


def test_a_published_table_is_taken_in_and_chosen_with_its_space(open_page: Open) -> None:
    app = add(open_page("launch"), NASBENCH201, "nasbench201")
    assert any("3 finished answers" in box.value for box in app.success)
    assert labelled(app.selectbox, "Data").value == "nasbench201"
    assert labelled(app.selectbox, "Search space").value == "nasbench201"
    assert labelled(app.radio, "How each network is scored").value == "table"
    assert not app.error


def test_a_table_of_ones_own_needs_its_space(open_page: Open) -> None:
    api.save_space(FOUR)
    app = add(open_page("launch"), OWN, "mine")
    assert any("name the search space" in error.value for error in app.error)
    assert labelled(app.selectbox, "Data").value == "digits"
    app = add(app, OWN, "mine", space="four")
    assert not app.error
    assert labelled(app.selectbox, "Data").value == "mine"
    [kept] = [info for info in api.datasets() if info.table]
    assert kept.table is not None and kept.table.source == "answers.csv"


def test_detectors_have_no_table_to_answer_for_them(open_page: Open) -> None:
    offered = labelled(open_page("launch").selectbox, "Networks of").options
    assert {"convnet", "mobilenet"} <= set(offered)
    assert {"tiny_yolo", "efficientdet"}.isdisjoint(offered)


def test_a_wrong_row_is_named_and_takes_the_former_success_away(open_page: Open) -> None:
    app = add(open_page("launch"), NASBENCH201, "nasbench201")
    app = add(app, [*NASBENCH201, "a,b"], "other")
    assert any("Row 5 of answers" in error.value for error in app.error)
    assert not app.success
    assert [info.name for info in api.datasets() if info.table] == ["nasbench201"]
