"""Which format an upload is in, and several annotation files of one upload."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.errors import DataError
from tests.core.datasets.annotations.uploads import (
    Members,
    coco_document,
    coco_members,
    png,
    voc_members,
    yolo_members,
)

Read = Any


def document(name: str, *categories: str, box: tuple[int, ...] = (1, 1, 9, 9)) -> bytes:
    """One picture with a box of each category, numbered from 1."""
    numbers = range(1, len(categories) + 1)
    content = {
        "images": [{"id": 1, "file_name": name}],
        "categories": [{"id": n, "name": c} for n, c in zip(numbers, categories, strict=True)],
        "annotations": [{"image_id": 1, "category_id": n, "bbox": list(box)} for n in numbers],
    }
    return json.dumps(content).encode()


def split_members() -> Members:
    """As tools export a split: the same names of pictures in every part, classes numbered anew."""
    return {
        "pets/annotations/instances_train.json": document("1.png", "cat", "dog"),
        "pets/annotations/instances_test2017.json": document("1.png", "dog"),
        "pets/train/1.png": png(),
        "pets/test2017/1.png": png(32, 32),
    }


def test_files_of_a_split_are_read_together(read: Read) -> None:
    found = read(split_members())
    assert found.class_names == ("dog", "cat")
    taken = [(p.file, p.test, p.labels.tolist()) for p in found.pictures]
    assert taken == [
        ("pets/train/1.png", False, [1, 0]),
        ("pets/test2017/1.png", True, [0]),
    ]


def test_a_picture_that_two_files_list_is_taken_once(read: Read) -> None:
    members = {"train.json": document("a.png", "cat"), "test.json": document("a.png", "cat")}
    found = read(members | {"a.png": png()})
    assert len(found.pictures) == 1
    assert [str(left) for left in found.left_out] == ["pictures that are listed again: 1 (a.png)"]


def test_json_files_that_are_not_coco_are_left_out_and_said(read: Read) -> None:
    found = read(coco_members() | {"info.json": b"{}", "more/notes.json": b"?"})
    assert len(found.pictures) == 2
    [left] = found.left_out
    assert left.reason == "annotation files that are not COCO's"
    assert left.first == ("info.json", "more/notes.json")


def test_notes_beside_yolo_labels_do_not_hide_them(read: Read) -> None:
    found = read(yolo_members() | {"notes.json": b'{"info": {}}'})
    assert len(found.pictures) == 3 and found.left_out[0].first == ("notes.json",)


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
    with pytest.raises(DataError, match=r"or Pascal VOC's Annotations/; got none of them"):
        read({"cat/a.png": png(), "dog/b.png": png()})
    with pytest.raises(DataError, match=r"got a.json, b.json, not COCO's"):
        read({"a.json": b"{}", "b.json": b"[]", "a.png": png()})
