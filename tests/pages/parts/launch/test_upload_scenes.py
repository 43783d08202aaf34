"""The upload of a person's own pictures with boxes, what is said of it and what comes with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from core import api
from tests.core.datasets.uploads.annotations.uploads import Members, scene_members, zipped

Open = Callable[..., AppTest]


def labelled(widgets: Any, label: str) -> Any:
    return next(each for each in widgets if each.label == label)


def add(
    app: AppTest, members: Members, folder: Path, side: int = 0, name: str = "garments"
) -> AppTest:
    """What a person does: choose a zip, type a name, choose a size, press the button."""
    content = zipped(members, folder / "garments.zip").read_bytes()
    uploader = labelled(app.file_uploader, "Pictures and annotations")
    uploader.set_value(("garments.zip", content, "application/zip")).run()
    labelled(app.text_input, "Name of the pictures").set_value(name).run()
    labelled(app.selectbox, "Pixels a side").set_value(side).run()
    app = labelled(app.button, "Add these pictures").click().run()
    assert not app.exception
    return app


def test_scenes_are_chosen_with_a_space_and_an_estimator_that_fit(
    open_page: Open, tmp_path: Path
) -> None:
    app = add(open_page("launch"), scene_members(20), tmp_path, 64)
    assert "20 pictures, objects of 10 classes" in app.success[0].value
    assert labelled(app.selectbox, "Data").value == "garments"
    space = labelled(app.selectbox, "Search space").value
    assert api.task(api.spaces()[space]) == "detection"
    assert not app.error and not app.warning
    [info] = [info for info in api.datasets() if info.name == "garments"]
    assert info.image_shape == (64, 64, 3)


def test_what_was_left_out_is_named(open_page: Open, tmp_path: Path) -> None:
    members = scene_members(22) | {"images/3.png": b"no picture"}
    app = add(open_page("launch"), members, tmp_path)
    assert "Some of it was left out" in app.warning[0].value
    assert "pictures that cannot be read: 1 (images/3.png)" in [code.value for code in app.code]


def test_refusal_says_why_and_takes_the_former_success_away(
    open_page: Open, tmp_path: Path
) -> None:
    app = add(open_page("launch"), scene_members(20), tmp_path)
    assert app.success
    app = add(app, {"annotations.json": b"{}"}, tmp_path, name="others")
    assert "an object with the lists images, annotations" in app.error[0].value
    assert not app.success


def test_scenes_of_ones_own_are_offered_on_design(open_page: Open, tmp_path: Path) -> None:
    add(open_page("launch"), scene_members(20), tmp_path)
    app = open_page("design")
    labelled(app.selectbox, "Start from").select("tiny_yolo").run()
    assert "garments" in labelled(app.selectbox, "For images of").options
