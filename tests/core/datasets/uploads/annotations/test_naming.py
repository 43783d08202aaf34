"""Names that mean the same, however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.datasets.uploads.annotations.naming import (
    annotated_stems,
    bare_place,
    for_testing,
    name_key,
    paired_place,
    parts_of_split,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("été.png", "e\u0301te\u0301.png"),
        ("IMG_1.JPG", "img_1.jpg"),
        ("Capture%20d%C3%A9cran.png", "Capture décran.png"),
        # macOS puts a narrow space before PM.
        ("at 9.41\u202fPM.png", "at 9.41 PM.png"),
        ("STRASSE.png", "straße.png"),
    ],
)
def test_ways_to_write_a_name_have_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@given(st.text(max_size=20))
def test_key_of_a_key_is_the_key_where_no_code_is_left(name: str) -> None:
    once = name_key(name)
    assert "%" in once or name_key(once) == once


@pytest.mark.parametrize(
    ("path", "stems"),
    [("labels/a.txt", ("a",)), ("a.b.txt", ("a.b",)), ("labels/A.jpg.txt", ("a.jpg", "a"))],
)
def test_stems_that_an_annotation_file_may_be_about(path: str, stems: tuple[str, ...]) -> None:
    assert annotated_stems(tuple(path.split("/"))) == stems


def test_images_and_labels_have_one_place_and_others_have_not() -> None:
    assert paired_place(("a", "Images", "b", "1.png")) == paired_place(
        ("a", "labels", "b", "1.txt")
    )
    assert paired_place(("train", "1.png")) != paired_place(("labels", "1.txt"))
    assert bare_place(("images", "train", "1.png")) == bare_place(("train", "1.txt")) == ("train",)


def test_parts_of_a_split_are_words_not_letters() -> None:
    assert parts_of_split(("train2017", "my-valid", "1.png")) == {"train", "val"}
    assert parts_of_split(("constraint", "latest", "test.png")) == frozenset()
    assert for_testing(("Test", "1.png")) and not for_testing(("tests", "test.png"))
