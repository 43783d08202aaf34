"""The pictures with boxes: what is drawn where, and the words in place of them."""

from __future__ import annotations

import base64
from xml.etree import ElementTree

import numpy as np
import pytest

from core.details import Found
from pages.components.boxes_view import WIDE, found_marks, picture_html, true_marks
from pages.components.palette import PALETTE

SVG = "{http://www.w3.org/2000/svg}"
NAMES = ("T-shirt <top>", "Bag")


@pytest.fixture
def found() -> Found:
    """One picture of 44 by 22 pixels: a bag; two guesses of it, and an empty place each."""
    return Found(
        pictures=np.zeros((1, 22, 44, 3), np.uint8),
        boxes=np.array([[[4, 2, 14, 12], [0, 0, 0, 0]]], np.float32),
        labels=np.array([[1, -1]], np.int32),
        found_boxes=np.array([[[5, 3, 15, 13], [30, 2, 40, 12], [0, 0, 0, 0]]], np.float32),
        found_scores=np.array([[0.91, 0.25, 0.0]], np.float32),
        found_labels=np.array([[1, 0, -1]], np.int32),
        class_ap=np.array([np.nan, 0.4]),
        recall=np.array([0.0, 1.0]),
        precision=np.array([[np.nan, np.nan], [1.0, 0.5]]),
    )


def drawn(html: str) -> ElementTree.Element:
    source = html.split("base64,")[1].split('"')[0]
    return ElementTree.fromstring(base64.b64decode(source))


def test_boxes_are_scaled_with_the_picture(found: Found) -> None:
    picture = drawn(picture_html(found, 0, NAMES, 0.0, "light"))
    [image] = picture.iter(f"{SVG}image")
    assert (image.get("width"), image.get("height")) == (f"{WIDE:g}", f"{WIDE / 2:g}")
    assert "pixelated" in str(image.get("style"))
    [dashed] = [box for box in picture.iter(f"{SVG}rect") if box.get("stroke-dasharray")]
    place = [float(str(dashed.get(name))) for name in ("x", "y", "width", "height")]
    assert place == [20.0, 10.0, 50.0, 50.0]


@pytest.mark.parametrize("shade", ["light", "dark"])
def test_what_is_there_and_what_was_found_differ_in_line_and_colour(
    found: Found, shade: str
) -> None:
    colours = PALETTE[shade]  # type: ignore[index]
    picture = drawn(picture_html(found, 0, NAMES, 0.0, shade))  # type: ignore[arg-type]
    lines = [
        (box.get("stroke"), bool(box.get("stroke-dasharray"))) for box in picture.iter(f"{SVG}rect")
    ]
    assert lines.count((colours["second"], True)) == 1
    assert lines.count((colours["front"], False)) == 2


def test_only_boxes_that_are_sure_enough_are_drawn(found: Found) -> None:
    words = [mark.words for mark in found_marks(found, 0, NAMES, 0.3)]
    assert words == ["Bag 91 %"]
    assert [mark.words for mark in true_marks(found, 0, NAMES)] == ["Bag"]
    assert list(found_marks(found, 0, NAMES, 1.0)) == []


def test_words_in_place_of_the_picture_name_both(found: Found) -> None:
    html = picture_html(found, 0, NAMES, 0.0, "light")
    assert 'alt="There: Bag. Found: T-shirt &lt;top&gt; 25 %, Bag 91 %."' in html
    assert "Found: nothing." in picture_html(found, 0, NAMES, 1.0, "light")


def test_words_stay_on_the_side_where_there_is_room(found: Found) -> None:
    picture = drawn(picture_html(found, 0, NAMES, 0.0, "light"))
    anchors = {text.text: text.get("text-anchor") for text in picture.iter(f"{SVG}text")}
    assert anchors == {"Bag": "start", "Bag 91 %": "start", "T-shirt <top> 25 %": "end"}
