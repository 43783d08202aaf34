"""Images of any size: the side that they are brought to, shown before they are taken in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from core import api
from tests.core.datasets.pictures import saved

Open = Callable[..., AppTest]


def leaves() -> bytes:
    """Two classes of pictures of twenty sizes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for number in range(20):
            image = Image.new("RGB", (40 + number, 30), (200, 40, 40))
            packed.writestr(f"{('oak', 'ash')[number % 2]}/{number}.png", saved(image, "PNG"))
    return file.getvalue()


def labelled(boxes: Any, label: str) -> Any:
    return next(box for box in boxes if box.label == label)


@pytest.fixture
def app(open_page: Open) -> AppTest:
    """The Launch page once the file was chosen and named."""
    page = open_page("launch")
    uploader = labelled(page.file_uploader, "File")
    uploader.set_value(("leaves.zip", leaves(), "application/zip")).run()
    return labelled(page.text_input, "Name of the data").set_value("leaves").run()


def test_pictures_of_any_size_are_refused_until_a_side_is_chosen(app: AppTest) -> None:
    labelled(app.button, "Add this data").click().run()
    assert "Choose a side that all are brought to" in app.error[0].value
    labelled(app.selectbox, "Side in pixels").set_value(32).run()
    labelled(app.radio, "What is kept").set_value("letterbox").run()
    labelled(app.button, "Add this data").click().run()
    assert not app.error and not app.exception
    assert api.datasets()[-1].image_shape == (32, 32, 3)
    assert any("brought to 32×32: all of each, on grey" in code.value for code in app.code)


def test_six_are_shown_as_they_would_become(app: AppTest) -> None:
    assert not app.get("image")
    labelled(app.selectbox, "Side in pixels").set_value(64).run()
    assert len(app.get("image")) == 6
    assert any(c.value == "6 of the images, as they would become." for c in app.caption)


def test_arrays_have_a_size_already(open_page: Open) -> None:
    page = open_page("launch")
    labelled(page.file_uploader, "File").set_value(("a.npz", b"", "application/zip")).run()
    assert "Side in pixels" not in [box.label for box in page.selectbox]
