"""Which format an upload is in."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import DataError
from tests.core.datasets.uploads.annotations.uploads import (
    coco_document,
    coco_members,
    png,
    voc_members,
    yolo_members,
)

Read = Any


def test_notes_beside_yolo_labels_do_not_hide_them(read: Read) -> None:
    found = read(yolo_members() | {"notes.json": b'{"info": {}}'})
    assert len(found.pictures) == 3 and found.left_out[0].first == ("notes.json",)


def test_annotations_of_coco_go_before_labels_of_yolo(read: Read) -> None:
    found = read(yolo_members() | coco_members())
    assert [picture.file for picture in found.pictures] == ["a.png", "b.png"]


def test_folder_around_it_all_is_passed_over(read: Read) -> None:
    for members in (coco_members(), yolo_members(), voc_members()):
        found = read({f"export/{name}": content for name, content in members.items()})
        assert found.left_out == () and found.class_names == ("cat", "dog")


def test_the_only_file_says_why_it_is_not_coco(read: Read) -> None:
    wrong = coco_document()
    del wrong["categories"]
    with pytest.raises(DataError, match="no list 'categories'"):
        read(coco_members(wrong))


def test_upload_in_no_format_is_refused(read: Read) -> None:
    with pytest.raises(DataError, match=r"Pascal VOC's .xml files in .*; got none of them"):
        read({"cat/a.png": png(), "dog/b.png": png()})
