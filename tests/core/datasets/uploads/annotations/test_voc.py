"""Pascal VOC's format: pixels counted from 1, an XML file a picture, nothing that XML can hide."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import DataError
from tests.core.datasets.uploads.annotations.uploads import png, voc_document, voc_members

Read = Any

BOMB = b"""<!DOCTYPE annotation [<!ENTITY a "dog"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<annotation><object><name>&b;</name></object></annotation>"""
ELSEWHERE = b"""<!DOCTYPE annotation SYSTEM "file:///etc/passwd"><annotation></annotation>"""


def test_boxes_classes_and_parts_are_read(read: Read) -> None:
    found = read(voc_members())
    assert found.class_names == ("cat", "dog") and found.left_out == ()
    first, second = found.pictures
    assert first.boxes.tolist() == [[2, 4, 12, 24], [0, 0, 40, 30]]
    assert first.labels.tolist() == [1, 0]
    assert (first.test, second.test) == (False, True)


def test_picture_of_the_files_own_name_goes_before_the_name_within(read: Read) -> None:
    # It was renamed after it was annotated; and one that is called as it was then is there too.
    members = voc_members() | {
        "BCCD/Annotations/c.xml": voc_document(("cat", (1, 1, 9, 9)), name="a.png"),
        "BCCD/JPEGImages/c.png": png(),
    }
    assert [picture.file[-5:] for picture in read(members).pictures] == ["a.png", "c.png", "b.png"]


def test_picture_is_found_by_the_name_within(read: Read) -> None:
    members = voc_members()
    members["BCCD/Annotations/0001.xml"] = members.pop("BCCD/Annotations/a.xml")
    assert "BCCD/JPEGImages/a.png" in [picture.file for picture in read(members).pictures]


@pytest.mark.parametrize(
    "content",
    [
        b"no xml",
        b"<annotation>",
        b"<page/>",
        b"<?xml version='1.0' encoding='nosuch'?><annotation/>",
        BOMB,
        ELSEWHERE,
        BOMB.decode().encode("utf-16"),
    ],
)
def test_files_that_are_no_annotations_are_left_out(read: Read, content: bytes) -> None:
    found = read(voc_members() | {"BCCD/Annotations/b.xml": content})
    assert [picture.file for picture in found.pictures] == ["BCCD/JPEGImages/a.png"]
    assert ["annotation files that cannot be read: 1 (BCCD/Annotations/b.xml)"] == [
        str(left) for left in found.left_out
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (BOMB, "annotation files that cannot be read: 2"),
        (voc_document(("cat", (1, 1, float("nan"), 9))), "boxes that cannot be read: 2"),
    ],
)
def test_nothing_usable_is_refused_with_the_reasons(
    read: Read, content: bytes, reason: str
) -> None:
    spoilt = {f"BCCD/Annotations/{name}.xml": content for name in "ab"}
    with pytest.raises(DataError, match=rf"classes; got 0 \({reason} \(BCCD/Annotations/a.xml"):
        read(voc_members() | spoilt)


def test_slips_and_boxes_that_cannot_be_read_are_left_out(read: Read) -> None:
    objects = [
        ("cat", (1, 1, 9, 9)),
        ("cat", (5, 5, 5, 5)),
        ("cat", (50, 1, 60, 9)),
        ("cat", ("wide", 1, 60, 9)),
        ("", (1, 1, 9, 9)),
        ("cat", (1, 1, float("nan"), 9)),
    ]
    members = voc_members() | {"BCCD/Annotations/b.xml": voc_document(*objects)}
    found = read(members)
    assert found.pictures[1].boxes.tolist() == [[0, 0, 9, 9]]
    assert {left.reason: left.count for left in found.left_out} == {
        "boxes without area": 1,
        "boxes outside the picture": 1,
        "boxes that cannot be read": 3,
    }


def test_name_of_a_class_that_cannot_be_shown_is_refused_with_its_file(read: Read) -> None:
    spoilt = {"BCCD/Annotations/b.xml": voc_document(("x" * 81, (1, 1, 9, 9)))}
    with pytest.raises(DataError, match=r"1 to 80 .*got 'x+' in BCCD/Annotations/b.xml"):
        read(voc_members() | spoilt)


def test_missing_picture_is_said(read: Read) -> None:
    members = voc_members()
    del members["BCCD/JPEGImages/b.png"]
    [left] = read(members).left_out
    assert str(left) == "pictures that are annotated and missing: 1 (BCCD/Annotations/b.xml)"
