"""A picture with boxes: what is drawn where, and the words in place of it."""

from __future__ import annotations

import base64
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from core.results.answers import DetectionResult
from pages.components.palette import PALETTE, Mode
from pages.parts.candidate.box_picture import MOST_NAMED, WIDE, Mark, marks_of, picture_html

SVG = "{http://www.w3.org/2000/svg}"
NAMES = ("T-shirt <top>", "Bag")


@pytest.fixture
def seen() -> DetectionResult:
    """A picture of 44 by 22 pixels: a bag and a shirt; the bag is detected, and nothing once."""
    return DetectionResult(
        pictures=np.zeros((1, 22, 44, 3), np.uint8),
        boxes=np.array([[[4, 2, 14, 12], [20, 10, 30, 20]]], np.float32),
        labels=np.array([[1, 0]], np.int32),
        found_boxes=np.array([[[5, 2, 15, 12], [30, 2, 40, 12], [0, 0, 0, 0]]], np.float32),
        found_scores=np.array([[0.91, 0.25, 0.0]], np.float32),
        found_labels=np.array([[1, 0, -1]], np.int32),
    )


@pytest.fixture
def own(seen: DetectionResult) -> DetectionResult:
    """The same as a person's own picture: nobody knows what is there."""
    nothing = {"boxes": np.zeros((1, 0, 4), np.float32), "labels": np.zeros((1, 0), np.int32)}
    return replace(seen, **nothing)


def drawn(html: str) -> ElementTree.Element:
    return ElementTree.fromstring(base64.b64decode(html.split("base64,")[1].split('"')[0]))


def written(html: str) -> set[str | None]:
    return {text.text for text in drawn(html).iter(f"{SVG}text")}


def frames(html: str) -> list[ElementTree.Element]:
    """The rectangles that are boxes, not the ground of words, without their halos."""
    whole = [box for box in drawn(html).iter(f"{SVG}rect") if box.get("fill") == "none"]
    return [box for box in whole if box.get("opacity") is None]


def test_boxes_are_scaled_with_the_picture(seen: DetectionResult) -> None:
    html = picture_html(seen, 0, NAMES, 0.0, "light")
    [image] = drawn(html).iter(f"{SVG}image")
    assert (image.get("width"), image.get("height")) == (f"{WIDE:g}", f"{WIDE / 2:g}")
    dashed = next(box for box in frames(html) if box.get("stroke-dasharray"))
    place = [float(str(dashed.get(name))) for name in ("x", "y", "width", "height")]
    assert place == pytest.approx([4 * WIDE / 44, 2 * WIDE / 44] + [10 * WIDE / 44] * 2, abs=0.1)


@pytest.mark.parametrize("shade", ["light", "dark"])
def test_what_is_there_and_what_was_found_differ_in_line_and_colour(
    seen: DetectionResult, shade: Mode
) -> None:
    html = picture_html(seen, 0, NAMES, 0.0, shade)
    lines = [(box.get("stroke"), bool(box.get("stroke-dasharray"))) for box in frames(html)]
    assert lines.count((PALETTE[shade]["second"], True)) == 2
    assert lines.count((PALETTE[shade]["front"], False)) == 2


def test_found_boxes_are_ticked_or_crossed_and_missed_objects_named(seen: DetectionResult) -> None:
    html = picture_html(seen, 0, NAMES, 0.0, "light")
    assert written(html) == {"✓ Bag 91 %", "✗ T-shirt <top> 25 %", "T-shirt <top>"}
    surer = picture_html(seen, 0, NAMES, 0.95, "light")
    assert written(surer) == {"Bag", "T-shirt <top>"} and len(frames(surer)) == 2


def test_words_in_place_of_the_picture_name_all(seen: DetectionResult) -> None:
    html = picture_html(seen, 0, NAMES, 0.0, "light")
    alt = "There: Bag, T-shirt &lt;top&gt;. Found: ✓ Bag 91 %, ✗ T-shirt &lt;top&gt; 25 %."
    assert f'alt="{alt}"' in html
    assert "Found: nothing." in picture_html(seen, 0, NAMES, 1.0, "light")


def test_of_an_own_picture_nothing_is_said_to_be_right_or_wrong(own: DetectionResult) -> None:
    html = picture_html(own, 0, NAMES, 0.0, "light")
    assert 'alt="Found: Bag 91 %, T-shirt &lt;top&gt; 25 %."' in html
    assert written(html) == {"Bag 91 %", "T-shirt <top> 25 %"}


def test_of_many_boxes_the_surest_have_words(own: DetectionResult) -> None:
    count = MOST_NAMED + 4
    many = replace(
        own,
        found_boxes=np.tile(np.array([4, 2, 14, 12], np.float32), (1, count, 1)),
        found_scores=np.linspace(0.1, 0.9, count, dtype=np.float32)[None],
        found_labels=np.ones((1, count), np.int32),
    )
    _, marks = marks_of(many, 0, NAMES, 0.0)
    assert [mark.named for mark in marks] == [True] * MOST_NAMED + [False] * 4
    assert marks[0].sure == pytest.approx(0.9)
    assert len(frames(picture_html(many, 0, NAMES, 0.0, "dark"))) == count


def test_a_long_name_is_cut_and_how_sure_it_is_stays() -> None:
    mark = Mark((0, 0, 1, 1), "A very long name of a class", "found", 0.5, True)
    assert mark.words(11) == "✓ A very long… 50 %"
    assert mark.words() == "✓ A very long name of a class 50 %"
